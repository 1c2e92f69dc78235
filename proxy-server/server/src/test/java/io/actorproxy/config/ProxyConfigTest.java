package io.actorproxy.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.actorproxy.delivery.MessageRules;
import io.actorproxy.delivery.OutboxConfig;
import io.actorproxy.entity.Durability;
import io.actorproxy.entity.EntityConfig;
import io.actorproxy.host.HostConfig;
import io.actorproxy.ingress.http.HttpConfig;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.loops.EventLoopsConfig;
import io.actorproxy.loops.Transport;
import io.actorproxy.routing.RoutingConfig;
import io.actorproxy.setting.Setting;
import io.actorproxy.setting.Variable;
import io.actorproxy.state.StateConfig;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.supervision.SupervisorConfig;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyConfigTest {
  private static final String KEY_TEXT = "a key of thirty-two bytes, no mo";
  private static final String KEY = Base64.getEncoder().encodeToString(KEY_TEXT.getBytes(UTF_8));

  private static final Variables VARIABLES = Variables.of(Distribution.found());

  private static final long HEAP = Runtime.getRuntime().maxMemory();
  private static final long CALLS = HEAP / 4;

  /** Twice the largest answer, and a tenth of the heap where that is more. */
  private static final long RESERVED = Math.max(HEAP / 10, 32 << 20);

  @Test
  void nothingSetMeansTheRecordedDefaults() {
    ProxyConfig config = read(Map.of());

    assertThat(config.identity().systemName()).isEqualTo("spawn-system");
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "0.0.0.0",
                9001,
                null,
                PosixFilePermissions.fromString("rw-rw----"),
                8_388_608,
                32_768,
                16_384,
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                10_000,
                64,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                256,
                CALLS + RESERVED));
    assertThat(config.eventLoops()).isEqualTo(new EventLoopsConfig(null, 0));
    assertThat(config.host()).isEqualTo(HostConfig.of("0.0.0.0", 8090));
    assertThat(config.routing()).isEqualTo(new RoutingConfig(60_000, 1000));
    assertThat(config.entity())
        .isEqualTo(
            new EntityConfig(
                Durability.ACKNOWLEDGED,
                1000,
                60_000,
                60_000,
                4_194_304,
                2000,
                10_000,
                64,
                86_400_000,
                1_048_576,
                30_000,
                0));
    assertThat(config.supervision())
        .isEqualTo(new SupervisorConfig(1_000_000, 64, true, 10_000, 3_600_000));
    assertThat(config.state())
        .isEqualTo(new StateConfig(16, 100_000, 1000, 16_777_216, 250, 30_000));
    assertThat(config.store())
        .isEqualTo(
            new StoreConfig(
                "sqlite",
                new StoreSettings(Path.of("./data"), 4_194_304 + 1_048_576, 100, Map.of()),
                Path.of(""),
                List.of(),
                false,
                1000));
    assertThat(config.outbox())
        .isEqualTo(
            new OutboxConfig(
                1000,
                8,
                250,
                33_554_432,
                16_777_216,
                100,
                10_000,
                100,
                60_000,
                1000,
                1_000_000,
                1000,
                false));
    assertThat(config.messages())
        .isEqualTo(
            new MessageRules(
                DeliveryPolicy.AT_MOST_ONCE,
                2_000_000,
                8_589_934_592L,
                1_000_000,
                4_294_967_296L,
                2_592_000_000L));
    assertThat(config.limits())
        .isEqualTo(
            new LimitsConfig(
                10_000,
                CALLS,
                RESERVED,
                HEAP * 3 / 10,
                32,
                10_000,
                100_000_000,
                HEAP / 10,
                HEAP / 20,
                10_000,
                Math.min(16 << 20, HEAP / 64),
                (int) Math.min(100_000, HEAP / 2048),
                85,
                30_000));
    assertThat(config.observation())
        .isEqualTo(new ObservationConfig(LogLevel.INFO, true, 250, false));
    assertThat(config.parts())
        .hasToString(
            "[AdminPort[config=AdminConfig[enabled, 127.0.0.1:9090]], ClusterConfig[alone]]");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"postgres, 5432", "mariadb, 3306", "mysql, 3306"})
  void aDatabaseListensWhereItsKindDoes(String type, String port) {
    Map<String, String> environment =
        Map.of("PROXY_DATABASE_TYPE", type, "PROXY_STATE_ALLOW_PLAINTEXT", "true");
    assertThat(read(environment).store().settings().properties()).containsEntry("port", port);
  }

  @ParameterizedTest
  @CsvSource({"postgres, true", "mariadb, false", "mysql, false"})
  void onlyADriverThatKnowsPoolersHearsOfThem(String type, boolean hears) {
    Map<String, String> environment =
        Map.of("PROXY_DATABASE_TYPE", type, "PROXY_STATE_ALLOW_PLAINTEXT", "true");
    assertThat(read(environment).store().settings().properties().containsKey("pooler"))
        .isEqualTo(hears);
  }

  @Test
  void everyVariableReachesItsField() {
    Map<String, String> env = anotherValueForEach();

    ProxyConfig config = read(env);

    assertThat(config.identity())
        .isEqualTo(new IdentityConfig("bank", "teller", "teller", "teller-2"));
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1",
                9101,
                Path.of("/tmp/proxy.sock"),
                PosixFilePermissions.fromString("rw-------"),
                2_000_000,
                2001,
                2007,
                Duration.ofMillis(2002),
                Duration.ofMillis(2003),
                2004,
                2005,
                208,
                2009,
                2_000_006));
    assertThat(config.eventLoops()).isEqualTo(new EventLoopsConfig(Transport.Kind.IO_URING, 3));
    assertThat(config.host())
        .isEqualTo(new HostConfig("app", 8091, 8, 31, 3008, 3005, 3006, 3002, 3003, 3007, 3004));
    assertThat(config.routing()).isEqualTo(new RoutingConfig(4001, 4004));
    assertThat(config.entity())
        .isEqualTo(
            new EntityConfig(
                Durability.SNAPSHOT,
                4003,
                4001,
                3001,
                6001,
                6002,
                5001,
                6011,
                6012,
                6013,
                6003,
                5019));
    assertThat(config.supervision())
        .isEqualTo(new SupervisorConfig(5002, 5005, false, 5006, 507_000));
    assertThat(config.state()).isEqualTo(new StateConfig(604, 6006, 6005, 6007, 6014, 5008));
    assertThat(config.store())
        .isEqualTo(
            new StoreConfig(
                "postgres",
                new StoreSettings(
                    Path.of("/var/lib/proxy"),
                    6001 + 6013,
                    6014,
                    Map.ofEntries(
                        Map.entry("host", "db"),
                        Map.entry("port", "5433"),
                        Map.entry("database", "actors"),
                        Map.entry("username", "keeper"),
                        Map.entry("password", "hunter2"),
                        Map.entry("poolSize", "60"),
                        Map.entry("lifetimeSeconds", "90"),
                        Map.entry("ssl", "true"),
                        Map.entry("sslVerify", "true"),
                        Map.entry("pooler", "on"),
                        Map.entry("cluster", "true"),
                        Map.entry("sslCa", "/etc/ca.pem"))),
                Path.of("/drivers"),
                List.of(new SecretKeySpec(KEY_TEXT.getBytes(UTF_8), "AES")),
                true,
                6008));
    assertThat(config.outbox())
        .isEqualTo(
            new OutboxConfig(
                7001, 721, 715, 716_000, 7009, 7002, 7003, 7004, 7005, 7006, 0, 7008, true));
    assertThat(config.messages())
        .isEqualTo(
            new MessageRules(DeliveryPolicy.AT_LEAST_ONCE, 7010, 70_110, 7012, 70_130, 7014));
    assertThat(config.limits())
        .isEqualTo(
            new LimitsConfig(
                4002, 4_000_007, HEAP / 10, 5_000_014, 405, 7019, 5004, 5_000_015, 5_000_018, 416,
                1_000_017, 5013, 50, 5008));
    assertThat(config.observation())
        .isEqualTo(new ObservationConfig(LogLevel.WARN, false, 801, true));
    assertThat(config.parts().toString())
        .contains("AdminConfig[disabled, 0.0.0.0:9191]")
        .contains("ClusterConfig[address=teller.bank, ")
        .contains("database=db, LinkConfig[10.0.0.7:9102, cluster=banks, certificates=/certs, ")
        .contains("calls=4097, callBytes=4000098, queuedBytes=4000099, messageBytes=4000100")
        .contains("connections=1025, strangers=257, strangersOfAddress=65");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void theFullMappingLeavesNoVariableOut() {
    assertThat(anotherValueForEach().keySet())
        .containsExactlyInAnyOrderElementsOf(VARIABLES.all().stream().map(Variable::name).toList());
  }

  @Test
  void everyVariableIsShownInTheOrderOfItsDeclaration() {
    assertThat(read(Map.of()).settings().stream().map(Setting::name))
        .containsExactlyElementsOf(VARIABLES.all().stream().map(Variable::name).toList());
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    Map<String, String> allEmpty =
        VARIABLES.all().stream().collect(Collectors.toMap(Variable::name, _ -> ""));

    ProxyConfig config = read(allEmpty);

    assertThat(config).isEqualTo(read(Map.of()));
  }

  @Test
  void anApplicationWithoutANameGetsOneDrawnFromTheGivenRandomness() {
    String name = read(Map.of()).identity().appName();

    assertThat(name).matches("[a-z]+-[a-z]+-[0-9]+").isEqualTo(RandomName.draw(new Random(7)));
    assertThat(ProxyConfig.fromEnvironment(Map.of(), new Random(8)).identity().appName())
        .isNotEqualTo(name);
  }

  @Test
  void aProxyThatIsNotToldWhoItIsCallsItselfTheSameAfterARestart() {
    assertThat(read(Map.of()).identity().registeredApp()).isEmpty();
    assertThat(read(Map.of("PROXY_APP_NAME", "shop")).identity().registeredApp()).isEqualTo("shop");
    assertThat(read(Map.of("HOSTNAME", "pod-1")).identity().member()).isEqualTo("0.0.0.0:8090");
  }

  @Test
  void proxiesThatShareAStoreAreToldApartByTheirMachines() {
    Map<String, String> shared =
        Map.of(
            "PROXY_DATABASE_TYPE", "postgres",
            "PROXY_STATE_ALLOW_PLAINTEXT", "true",
            "HOSTNAME", "pod-1",
            "USER_FUNCTION_PORT", "8091");

    assertThat(read(shared).identity().member()).isEqualTo("pod-1/0.0.0.0:8091");
  }

  @Test
  void theMachineHasItsNameAlsoIfTheShellDoesNotHandItOn() {
    Map<String, String> shared =
        Map.of("PROXY_DATABASE_TYPE", "postgres", "PROXY_STATE_ALLOW_PLAINTEXT", "true");

    assertThat(read(shared).identity().member())
        .isEqualTo(MachineName.get() + "/0.0.0.0:8090")
        .doesNotStartWith("/");
  }

  @Test
  void withoutDelayedInvokesNothingCanBeScheduled() {
    assertThat(read(Map.of("SPAWN_DELAYED_INVOKES", "true")).outbox().scheduleCapacity())
        .isEqualTo(1_000_000);
    assertThat(read(Map.of("SPAWN_DELAYED_INVOKES", "false")).outbox().scheduleCapacity()).isZero();
  }

  @Test
  void noSocketIsServedUnlessItIsEnabled() {
    assertThat(read(Map.of("PROXY_UDS_ADDRESS", "/tmp/a.sock")).http().udsPath()).isNull();
    assertThat(read(Map.of("PROXY_UDS_ENABLED", "true")).http().udsPath())
        .isEqualTo(Path.of("/var/run/spawn.sock"));
  }

  @Test
  void zeroEventLoopsMeanOneForEachCore() {
    assertThat(read(Map.of("PROXY_EVENT_LOOPS", "0")).eventLoops().countOn(6)).isEqualTo(6);
    assertThat(read(Map.of("PROXY_EVENT_LOOPS", "2")).eventLoops().countOn(6)).isEqualTo(2);
  }

  @Test
  void connectionsAreNeverKeptAsLongAsAHostKeepsThem() {
    ProxyConfig config = read(Map.of("PROXY_HTTP_CLIENT_ADAPTER_POOL_MAX_IDLE_TIMEOUT", "10000"));

    assertThat(config.host().maxIdleMillis()).isEqualTo(4500);
    assertThat(config.warnings())
        .containsExactly(
            "PROXY_HTTP_CLIENT_ADAPTER_POOL_MAX_IDLE_TIMEOUT is 10000 but hosts close idle"
                + " connections after 5000 ms: 4500 is used");
  }

  @Test
  void theLevelsOfTheOriginalsRuntimeAreUnderstood() {
    var levels = new LinkedHashMap<String, LogLevel>();
    LogLevel.words()
        .keySet()
        .forEach(
            word ->
                levels.put(
                    word, read(Map.of("SPAWN_PROXY_LOGGER_LEVEL", word)).observation().logLevel()));

    assertThat(levels)
        .containsEntry("debug", LogLevel.DEBUG)
        .containsEntry("notice", LogLevel.INFO)
        .containsEntry("warning", LogLevel.WARN)
        .containsEntry("critical", LogLevel.ERROR)
        .containsEntry("none", LogLevel.OFF);
  }

  @Test
  void wordsAreReadWithoutRegardToCase() {
    ProxyConfig config =
        read(
            Map.of(
                "SPAWN_PROXY_LOGGER_LEVEL", "DEBUG",
                "PROXY_UDS_ENABLED", "True",
                "PROXY_DATABASE_TYPE", "Memory",
                "PROXY_DEPLOYMENT_MODE", "SIDECAR",
                "PROXY_HTTP_CLIENT_ADAPTER", "Finch",
                "PROXY_STATE_DURABILITY", "Snapshot",
                "PROXY_IO", "NIO",
                "PROXY_CLUSTER_STRATEGY", "Standalone",
                "SPAWN_USE_INTERNAL_NATS", "False"));

    assertThat(config.observation().logLevel()).isEqualTo(LogLevel.DEBUG);
    assertThat(config.http().udsPath()).isNotNull();
    assertThat(config.store().type()).isEqualTo("memory");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "gossip", "kubernetes-dns"})
  void theStoreOfSpawnsClustersIsTakenForAFileWithAWarning(String strategy) {
    ProxyConfig config =
        read(Map.of("PROXY_DATABASE_TYPE", "native", "PROXY_CLUSTER_STRATEGY", strategy));

    assertThat(config.store().type()).isEqualTo("sqlite");
    assertThat(config.warnings())
        .anyMatch(line -> line.startsWith("PROXY_DATABASE_TYPE native") && line.contains("sqlite"));
  }

  @Test
  void whatDiffersFromTheDefaultsIsShownByItself() {
    assertThat(read(Map.of()).chosenTable())
        .isEqualTo("Configuration: every variable has its default");
    assertThat(read(Map.of("PROXY_HTTP_PORT", "80", "PROXY_GRPC_PORT", "1")).chosenTable().lines())
        .containsExactly(
            "Configuration, without what has its default:",
            "  PROXY_HTTP_PORT  80 (environment)",
            "  PROXY_GRPC_PORT  1 (no effect)");
  }

  @Test
  void theTableShowsWhereEachValueComesFrom() {
    String table = read(Map.of("PROXY_HTTP_PORT", "9101", "PROXY_GRPC_PORT", "1")).effectiveTable();

    assertThat(table.lines())
        .anyMatch(line -> line.matches(" +PROXY_HTTP_PORT +9101 \\(environment\\)"))
        .anyMatch(line -> line.matches(" +PROXY_MAX_HOPS +32 \\(default\\)"))
        .anyMatch(line -> line.matches(" +PROXY_GRPC_PORT +1 \\(no effect\\)"))
        .hasSize(VARIABLES.all().size() + 2);
  }

  @Test
  void theTableMasksSecrets() {
    ProxyConfig config =
        read(Map.of("PROXY_DATABASE_SECRET", "hunter2", "SPAWN_STATESTORE_KEY", KEY));

    assertThat(config.effectiveTable()).contains("******").doesNotContain("hunter2", KEY);
    assertThat(config.warnings().toString()).doesNotContain("hunter2", KEY);
    assertThat(config.toString()).doesNotContain("hunter2", KEY).contains("1 keys");
  }

  @Test
  void theFirstOfSeveralKeysIsTheFirstInTheList() {
    StoreConfig store =
        read(Map.of("SPAWN_STATESTORE_KEY", KEY + "," + "A".repeat(43) + "=")).store();

    assertThat(store.keys())
        .extracting(key -> (int) key.getEncoded()[0], key -> key.getEncoded().length)
        .containsExactly(tuple(0x61, 32), tuple(0, 32));
  }

  @Test
  void aValueWithLineBreaksCannotForgeLinesOfTheTable() {
    ProxyConfig config = read(Map.of("PROXY_GRPC_PORT", "1\nPROXY_HTTP_PORT 1"));

    assertThat(config.effectiveTable()).contains("1?PROXY_HTTP_PORT 1 (no effect)");
  }

  private static ProxyConfig read(Map<String, String> env) {
    return ProxyConfig.fromEnvironment(env, new Random(7));
  }

  private static Map<String, String> anotherValueForEach() {
    return """
    PROXY_ACTOR_SYSTEM_NAME=bank
    PROXY_APP_NAME=teller
    PROXY_MEMBER_NAME=teller-2
    PROXY_DEPLOYMENT_MODE=sidecar
    PROXY_HTTP_PORT=9101
    PROXY_HOST_INTERFACE=127.0.0.1
    PROXY_UDS_ENABLED=true
    PROXY_UDS_ADDRESS=/tmp/proxy.sock
    PROXY_UDS_MODE=0600
    PROXY_HTTP_MAX_BODY_BYTES=2000000
    PROXY_HTTP_MAX_HEADER_BYTES=2001
    PROXY_HTTP_MAX_REQUEST_LINE_BYTES=2007
    PROXY_HTTP_REQUEST_TIMEOUT=2002
    PROXY_HTTP_IDLE_TIMEOUT=2003
    PROXY_HTTP_MAX_CONNECTIONS=2004
    PROXY_HTTP_MAX_PIPELINED=2005
    PROXY_HTTP_CODEC_THREADS=208
    PROXY_HTTP_CODEC_QUEUE=2009
    PROXY_HTTP_MAX_BUFFERED_BYTES=2000006
    PROXY_IO=io_uring
    PROXY_EVENT_LOOPS=3
    USER_FUNCTION_HOST=app
    USER_FUNCTION_PORT=8091
    PROXY_HOST_TIMEOUT=3001
    PROXY_HOST_CONNECT_TIMEOUT=3006
    PROXY_HOST_CONNECT_PATIENCE=3002
    PROXY_HOST_MAX_HEADER_BYTES=3007
    PROXY_HOST_QUEUE_CAPACITY=3003
    PROXY_HOST_OVERFLOW_CONNECTIONS=3008
    PROXY_HOST_MAX_REPLY_BYTES=3004
    PROXY_HTTP_CLIENT_ADAPTER=finch
    PROXY_HTTP_CLIENT_ADAPTER_POOL_SCHEDULERS=8
    PROXY_HTTP_CLIENT_ADAPTER_POOL_SIZE=31
    PROXY_HTTP_CLIENT_ADAPTER_POOL_MAX_IDLE_TIMEOUT=3005
    PROXY_REQUEST_TIMEOUT=4001
    PROXY_MAX_INFLIGHT=4002
    PROXY_MAX_INFLIGHT_BYTES=4000007
    PROXY_MAILBOX_CAPACITY=4003
    PROXY_LOOKUP_GRACE=4004
    PROXY_MAX_HOPS=405
    SPAWN_DELAYED_INVOKES=false
    PROXY_SCHEDULE_CAPACITY=4006
    PROXY_SCHEDULE_MAX_CATCHUP_PER_SECOND=7008
    PROXY_ASYNC_DURABILITY=durable
    PROXY_DELIVERY_POLICY=at-least-once
    PROXY_OUTBOX_MAX_STORED=7010
    PROXY_OUTBOX_MAX_STORED_BYTES=70110
    PROXY_DEAD_LETTERS_MAX=7012
    PROXY_DEAD_LETTERS_MAX_BYTES=70130
    PROXY_DEAD_LETTER_RETENTION=7014
    PROXY_OUTBOX_CAPACITY=7001
    PROXY_OUTBOX_RECEIVER_MAX=721
    PROXY_OUTBOX_LANE_MAX=715
    PROXY_OUTBOX_MAX_BYTES=716000
    PROXY_OUTBOX_MAX_TURN_BYTES=7009
    PROXY_OUTBOX_MAX_TURN_MESSAGES=7019
    PROXY_OUTBOX_MAX_ATTEMPTS=7002
    PROXY_OUTBOX_LEASE=7003
    PROXY_OUTBOX_BACKOFF_MIN=7004
    PROXY_OUTBOX_BACKOFF_MAX=7005
    PROXY_OUTBOX_POLL_INTERVAL=7006
    PROXY_STATE_HISTORY_LIMIT=6014
    PROXY_IDEMPOTENCY_KEYS=6011
    PROXY_IDEMPOTENCY_TTL=6012
    PROXY_IDEMPOTENCY_MAX_BYTES=6013
    PROXY_DEACTIVATION_TIMEOUT=5001
    PROXY_TAKEOVER_DELAY=5019
    PROXY_MAX_ACTIVATIONS=5002
    PROXY_MAX_ACTIVATION_BYTES=5000014
    PROXY_WARM_UP_CONCURRENCY=5005
    SPAWN_SUPERVISORS_ACTORS_MAX_RESTARTS=5006
    SPAWN_SUPERVISORS_ACTORS_MAX_SECONDS=507
    PROXY_HEAP_WATERMARK_PERCENT=50
    PROXY_MAX_INSTANCES=5004
    PROXY_LOOKUP_CACHE_BYTES=5000015
    PROXY_MAX_SUBSCRIPTION_BYTES=5000018
    PROXY_MAX_TYPES=416
    PROXY_MAX_TYPE_BYTES=1000017
    PROXY_INSTANCE_QUEUE=5013
    PROXY_SHUTDOWN_GRACE=5008
    PROXY_DATABASE_TYPE=postgres
    PROXY_DATABASE_HOST=db
    PROXY_DATABASE_PORT=5433
    PROXY_DATABASE_NAME=actors
    PROXY_DATABASE_USERNAME=keeper
    PROXY_DATABASE_SECRET=hunter2
    PROXY_DATABASE_POOL_SIZE=60
    PROXY_DATABASE_CONNECTION_LIFETIME=90000
    PROXY_DATABASE_POOLER=on
    PROXY_DATABASE_SSL=true
    PROXY_DATABASE_SSL_VERIFY=true
    PROXY_DATABASE_SSL_CA=/etc/ca.pem
    PROXY_DRIVER_PATH=/drivers
    PROXY_DATA_DIR=/var/lib/proxy
    SPAWN_STATESTORE_KEY=YSBrZXkgb2YgdGhpcnR5LXR3byBieXRlcywgbm8gbW8=
    PROXY_STATE_ALLOW_PLAINTEXT=true
    PROXY_STATE_DURABILITY=snapshot
    PROXY_STATE_MAX_BYTES=6001
    PROXY_SNAPSHOT_INTERVAL=6002
    PROXY_STATE_SAVE_TIMEOUT=6003
    PROXY_STATE_STALL_TIMEOUT=6008
    PROXY_STATE_LOAD_CONCURRENCY=604
    PROXY_COMMIT_MAX_BATCH=6005
    PROXY_COMMIT_QUEUE=6006
    PROXY_COMMIT_MAX_BYTES=6007
    PROXY_COMMIT_GATHER=6014
    PROXY_ADMIN_ENABLED=false
    PROXY_ADMIN_PORT=9191
    PROXY_ADMIN_INTERFACE=0.0.0.0
    PROXY_ADMIN_TOKEN=sesame
    PROXY_ADMIN_MAX_CONNECTIONS=17
    PROXY_CLUSTER_STRATEGY=static
    PROXY_CLUSTER_NAME=banks
    PROXY_CLUSTER_ADDRESS=teller.bank
    PROXY_LOAD_BALANCE_STRATEGY=round_robin
    PROXY_READINESS_GRACE=14999
    SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER=persistent
    PROXY_HAZELCAST_PORT=5702
    PROXY_HAZELCAST_INTERFACE=10.0.0.8
    PROXY_CLUSTER_MEMBERS=teller-1.bank:5703,teller-2.bank
    PROXY_HEADLESS_SERVICE=tellers
    PROXY_CLUSTER_POLLING=2999
    PROXY_CLUSTER_GOSSIP_MULTICAST_ADDRESS=224.0.0.7
    PROXY_CLUSTER_PORT=9102
    PROXY_CLUSTER_INTERFACE=10.0.0.7
    PROXY_CLUSTER_SECRET=open-to-all-members
    PROXY_CLUSTER_SECRET_PREVIOUS=closed-to-some
    PROXY_CLUSTER_CERTIFICATES=/certs
    PROXY_CLUSTER_LINK_MAX_CALLS=4097
    PROXY_CLUSTER_LINK_MAX_CALL_BYTES=4000098
    PROXY_CLUSTER_LINK_MAX_QUEUED_BYTES=4000099
    PROXY_CLUSTER_LINK_MAX_MESSAGE_BYTES=4000100
    PROXY_CLUSTER_LINK_MAX_CONNECTIONS=1025
    PROXY_CLUSTER_LINK_MAX_UNKNOWN=257
    PROXY_CLUSTER_LINK_MAX_UNKNOWN_PER_ADDRESS=65
    SPAWN_PROXY_LOGGER_LEVEL=warn
    SPAWN_DISABLE_METRICS=true
    PROXY_METRICS_MAX_ACTIONS=801
    SPAWN_CONSOLE_METRICS=true
    """
        .lines()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
