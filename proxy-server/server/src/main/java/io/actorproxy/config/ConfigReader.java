package io.actorproxy.config;

import io.actorproxy.delivery.MessageRules;
import io.actorproxy.delivery.OutboxConfig;
import io.actorproxy.entity.EntityConfig;
import io.actorproxy.host.HostConfig;
import io.actorproxy.ingress.admin.AdminConfig;
import io.actorproxy.ingress.http.HttpConfig;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.loops.EventLoopsConfig;
import io.actorproxy.loops.Transport;
import io.actorproxy.routing.RoutingConfig;
import io.actorproxy.state.StateConfig;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.supervision.SupervisorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/** Turns variables into the settings of the features, in the order in which they are shown. */
final class ConfigReader {
  private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

  private final Map<String, String> variables;
  private final Environment env;

  ConfigReader(Map<String, String> variables) {
    this.variables = variables;
    this.env = new Environment(variables);
  }

  /**
   * @throws ConfigException if any value is wrong
   */
  ProxyConfig read(RandomGenerator random) {
    IdentityConfig identity = identity(random);
    HttpConfig http = http();
    EventLoopsConfig eventLoops = eventLoops();
    HostConfig host = host();
    RoutingConfig routing = routing();
    EntityConfig entity = entity();
    boolean delayedInvokes = env.get(Variables.DELAYED_INVOKES);
    SupervisorConfig supervision = supervision(delayedInvokes);
    OutboxConfig outbox = outbox(delayedInvokes);
    MessageRules messages = messages();
    LimitsConfig limits = limits();
    StateConfig state = state();
    StoreConfig store = store();
    AdminConfig admin = admin(http.port());
    ObservationConfig observation = observation();
    requireHostOfItsOwn(host, http);
    KnownVariables.judge(variables, env);
    env.refuseIfWrong();
    return new ProxyConfig(
        identity,
        http,
        eventLoops,
        host,
        routing,
        entity,
        supervision,
        outbox,
        messages,
        state,
        store,
        limits,
        admin,
        observation,
        env.warnings(),
        env.settings());
  }

  private IdentityConfig identity(RandomGenerator random) {
    env.get(Variables.DEPLOYMENT_MODE);
    return new IdentityConfig(
        env.get(Variables.ACTOR_SYSTEM_NAME),
        env.get(Variables.APP_NAME, () -> RandomName.draw(random)),
        // A name that is drawn anew at each start would find nothing again.
        variables.getOrDefault(Variables.APP_NAME.name(), ""),
        env.get(Variables.MEMBER_NAME, this::defaultMember));
  }

  /** One that is the same after a restart, and another for each proxy that shares a store. */
  private String defaultMember() {
    String host =
        env.get(Variables.USER_FUNCTION_HOST) + ":" + env.get(Variables.USER_FUNCTION_PORT);
    String machine = variables.getOrDefault("HOSTNAME", "");
    // The machine of an embedded store may get another name when its container is made anew.
    boolean shared = !List.of("sqlite", "memory").contains(env.get(Variables.DATABASE_TYPE));
    return shared && !machine.isEmpty() ? machine + "/" + host : host;
  }

  private HttpConfig http() {
    boolean socket = env.get(Variables.UDS_ENABLED);
    var socketPath = env.get(Variables.UDS_ADDRESS);
    int maxBody = env.get(Variables.HTTP_MAX_BODY_BYTES, () -> heapShare(16, 8 << 20));
    int maxReply = maxReplyBytes();
    long calls = maxInflightBytes();
    int codecThreads = env.get(Variables.HTTP_CODEC_THREADS);
    long maxBuffered =
        env.get(
            Variables.HTTP_MAX_BUFFERED_BYTES,
            () -> Long.toString(Math.max(maxBody, calls + reserved(maxReply))));
    if (maxBuffered < maxBody) {
      env.problem(
          Variables.HTTP_MAX_BUFFERED_BYTES,
          Long.toString(maxBuffered),
          "is less than %s, %d".formatted(Variables.HTTP_MAX_BODY_BYTES.name(), maxBody));
    }
    return new HttpConfig(
        env.get(Variables.HOST_INTERFACE),
        env.get(Variables.HTTP_PORT),
        socket ? socketPath : null,
        env.get(Variables.UDS_MODE),
        maxBody,
        env.get(Variables.HTTP_MAX_HEADER_BYTES),
        env.get(Variables.HTTP_MAX_REQUEST_LINE_BYTES),
        Duration.ofMillis(env.get(Variables.HTTP_REQUEST_TIMEOUT)),
        Duration.ofMillis(env.get(Variables.HTTP_IDLE_TIMEOUT)),
        env.get(Variables.HTTP_MAX_CONNECTIONS),
        env.get(Variables.HTTP_MAX_PIPELINED),
        codecThreads == 0
            ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2)
            : codecThreads,
        env.get(Variables.HTTP_CODEC_QUEUE),
        maxBuffered);
  }

  /** A proxy that takes itself for the host calls itself until every limit is reached. */
  private void requireHostOfItsOwn(HostConfig host, HttpConfig http) {
    if (host.port() == http.port() && isThisMachine(host.address())) {
      env.problem(
          Variables.USER_FUNCTION_PORT,
          Integer.toString(host.port()),
          "is the port of the proxy itself, PROXY_HTTP_PORT; one of them has to be another");
    }
  }

  private static boolean isThisMachine(String machine) {
    return THIS_MACHINE.matcher(machine).matches() || machine.equals("0.0.0.0");
  }

  private EventLoopsConfig eventLoops() {
    String io = env.get(Variables.IO);
    Transport.Kind kind =
        io.equals("auto") ? null : Transport.Kind.valueOf(io.toUpperCase(Locale.ROOT));
    return new EventLoopsConfig(kind, env.get(Variables.EVENT_LOOPS));
  }

  private HostConfig host() {
    env.get(Variables.HTTP_CLIENT_ADAPTER);
    long idle = env.get(Variables.POOL_MAX_IDLE_TIMEOUT);
    if (idle > HostConfig.LONGEST_IDLE_MILLIS) {
      env.warn(
          "%s is %d but hosts close idle connections after 5000 ms: %d is used"
              .formatted(
                  Variables.POOL_MAX_IDLE_TIMEOUT.name(), idle, HostConfig.LONGEST_IDLE_MILLIS));
    }
    return new HostConfig(
        env.get(Variables.USER_FUNCTION_HOST),
        env.get(Variables.USER_FUNCTION_PORT),
        env.get(Variables.POOL_SCHEDULERS),
        env.get(Variables.POOL_SIZE),
        env.get(Variables.HOST_OVERFLOW_CONNECTIONS),
        Math.min(idle, HostConfig.LONGEST_IDLE_MILLIS),
        Math.toIntExact(env.get(Variables.HOST_CONNECT_TIMEOUT)),
        env.get(Variables.HOST_CONNECT_PATIENCE),
        env.get(Variables.HOST_QUEUE_CAPACITY),
        env.get(Variables.HOST_MAX_HEADER_BYTES),
        maxReplyBytes());
  }

  private int maxReplyBytes() {
    return env.get(Variables.HOST_MAX_REPLY_BYTES, () -> heapShare(8, 16 << 20));
  }

  /** A part of the heap, and at most so much. */
  private static String heapShare(int part, long most) {
    return Long.toString(Math.min(most, heap() / part));
  }

  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  private long maxInflightBytes() {
    return env.get(
        Variables.MAX_INFLIGHT_BYTES, () -> Long.toString(Math.max(1 << 20, heap() / 4)));
  }

  /** The largest answer of the host and the copy of its state must find room. */
  private static long reserved(int maxReply) {
    return Math.max(heap() / 10, Math.min(2L * maxReply, heap() / 4));
  }

  private RoutingConfig routing() {
    return new RoutingConfig(env.get(Variables.REQUEST_TIMEOUT), env.get(Variables.LOOKUP_GRACE));
  }

  private EntityConfig entity() {
    return new EntityConfig(
        env.get(Variables.STATE_DURABILITY),
        env.get(Variables.MAILBOX_CAPACITY),
        env.get(Variables.REQUEST_TIMEOUT),
        env.get(Variables.HOST_TIMEOUT),
        env.get(Variables.STATE_MAX_BYTES),
        env.get(Variables.SNAPSHOT_INTERVAL),
        env.get(Variables.DEACTIVATION_TIMEOUT),
        env.get(Variables.IDEMPOTENCY_KEYS),
        env.get(Variables.IDEMPOTENCY_TTL),
        env.get(Variables.IDEMPOTENCY_MAX_BYTES),
        env.get(Variables.STATE_SAVE_TIMEOUT));
  }

  private SupervisorConfig supervision(boolean delayedInvokes) {
    return new SupervisorConfig(
        env.get(Variables.MAX_ACTIVATIONS),
        env.get(Variables.WARM_UP_CONCURRENCY),
        delayedInvokes,
        env.get(Variables.MAX_RESTARTS),
        env.get(Variables.MAX_RESTARTS_SECONDS) * 1000L);
  }

  private OutboxConfig outbox(boolean delayedInvokes) {
    int scheduleCapacity = env.get(Variables.SCHEDULE_CAPACITY);
    long backoffMin = env.get(Variables.OUTBOX_BACKOFF_MIN);
    long backoffMax = env.get(Variables.OUTBOX_BACKOFF_MAX);
    if (backoffMin > backoffMax) {
      env.problem(
          Variables.OUTBOX_BACKOFF_MIN,
          Long.toString(backoffMin),
          "is more than %s, %d".formatted(Variables.OUTBOX_BACKOFF_MAX.name(), backoffMax));
    }
    return new OutboxConfig(
        env.get(Variables.OUTBOX_CAPACITY),
        env.get(Variables.OUTBOX_RECEIVER_MAX),
        env.get(Variables.OUTBOX_LANE_MAX),
        env.get(Variables.OUTBOX_MAX_BYTES),
        env.get(Variables.OUTBOX_MAX_TURN_BYTES),
        env.get(Variables.OUTBOX_MAX_ATTEMPTS),
        env.get(Variables.OUTBOX_LEASE),
        backoffMin,
        backoffMax,
        env.get(Variables.OUTBOX_POLL_INTERVAL),
        delayedInvokes ? scheduleCapacity : 0,
        env.get(Variables.SCHEDULE_MAX_CATCHUP),
        env.get(Variables.ASYNC_DURABILITY).equals("durable"));
  }

  private MessageRules messages() {
    return new MessageRules(
        DeliveryPolicy.of(env.get(Variables.DELIVERY_POLICY)).orElse(DeliveryPolicy.AT_MOST_ONCE),
        env.get(Variables.OUTBOX_MAX_STORED),
        env.get(Variables.OUTBOX_MAX_STORED_BYTES),
        env.get(Variables.DEAD_LETTERS_MAX),
        env.get(Variables.DEAD_LETTERS_MAX_BYTES),
        env.get(Variables.DEAD_LETTER_RETENTION));
  }

  private LimitsConfig limits() {
    return new LimitsConfig(
        env.get(Variables.MAX_INFLIGHT),
        maxInflightBytes(),
        reserved(maxReplyBytes()),
        env.get(
            Variables.MAX_ACTIVATION_BYTES,
            () -> Long.toString(Math.max(1 << 20, heap() * 3 / 10))),
        env.get(Variables.MAX_HOPS),
        env.get(Variables.OUTBOX_MAX_TURN_MESSAGES),
        env.get(Variables.MAX_INSTANCES),
        env.get(Variables.MAX_INSTANCE_BYTES, () -> heapShare(8, Long.MAX_VALUE)),
        env.get(Variables.MAX_TYPES),
        env.get(Variables.MAX_TYPE_BYTES, () -> heapShare(64, 16 << 20)),
        env.get(Variables.INSTANCE_QUEUE, () -> heapShare(2048, 100_000)),
        env.get(Variables.HEAP_WATERMARK_PERCENT),
        env.get(Variables.SHUTDOWN_GRACE));
  }

  private StateConfig state() {
    return new StateConfig(
        env.get(Variables.STATE_LOAD_CONCURRENCY),
        env.get(Variables.COMMIT_QUEUE),
        env.get(Variables.COMMIT_MAX_BATCH),
        env.get(Variables.COMMIT_MAX_BYTES),
        env.get(Variables.COMMIT_GATHER),
        env.get(Variables.STATE_STALL_TIMEOUT));
  }

  private StoreConfig store() {
    Path driverPath = env.get(Variables.DRIVER_PATH);
    String type = storeType(driverPath);
    List<SecretKey> keys = env.get(Variables.STATESTORE_KEY);
    boolean allowPlaintext = env.get(Variables.STATE_ALLOW_PLAINTEXT);
    return new StoreConfig(
        type,
        new StoreSettings(
            env.get(Variables.DATA_DIR),
            // The answers are saved together with the state.
            env.get(Variables.STATE_MAX_BYTES) + env.get(Variables.IDEMPOTENCY_MAX_BYTES),
            env.get(Variables.STATE_HISTORY_LIMIT),
            new DatabaseReader(env).read(type, !keys.isEmpty() || allowPlaintext)),
        driverPath,
        keys,
        allowPlaintext);
  }

  private String storeType(Path driverPath) {
    String type = env.get(Variables.DATABASE_TYPE);
    String asked = variables.getOrDefault(Variables.DATABASE_TYPE.name(), "");
    if (asked.equalsIgnoreCase("native")) {
      env.warn(
          "PROXY_DATABASE_TYPE native keeps states in the memory of a cluster, and this version has"
              + " none: states are kept in a file by sqlite, in "
              + env.get(Variables.DATA_DIR).toAbsolutePath().normalize());
    }
    if (!Variables.STORES.contains(type) && driverPath.toString().isEmpty()) {
      env.problem(Variables.DATABASE_TYPE, asked, "is not available in this version");
    }
    return type;
  }

  private AdminConfig admin(int httpPort) {
    boolean enabled = env.get(Variables.ADMIN_ENABLED);
    int port = env.get(Variables.ADMIN_PORT);
    boolean isChosen = env.isSet(Variables.ADMIN_PORT.name());
    if (enabled && port == httpPort && port != 0) {
      if (isChosen) {
        env.problem(
            Variables.ADMIN_PORT, Integer.toString(port), "is the port of PROXY_HTTP_PORT, too");
      } else {
        env.warn(
            "PROXY_HTTP_PORT is %d, where the admin API would be: there is none; set PROXY_ADMIN_PORT"
                    .formatted(port)
                + " to have one");
        enabled = false;
      }
    }
    String host = env.get(Variables.ADMIN_INTERFACE);
    String token = env.get(Variables.ADMIN_TOKEN);
    if (enabled && token.isEmpty() && !THIS_MACHINE.matcher(host).matches()) {
      env.problem(
          Variables.ADMIN_INTERFACE,
          host,
          "lets others than this machine ask, so PROXY_ADMIN_TOKEN has to be set");
    }
    return new AdminConfig(
        enabled,
        host,
        port,
        isChosen,
        token,
        env.get(Variables.ADMIN_MAX_CONNECTIONS),
        env.get(Variables.HTTP_MAX_HEADER_BYTES),
        Duration.ofMillis(env.get(Variables.HTTP_REQUEST_TIMEOUT)));
  }

  private ObservationConfig observation() {
    return new ObservationConfig(
        env.get(Variables.LOGGER_LEVEL),
        !env.get(Variables.DISABLE_METRICS),
        env.get(Variables.METRICS_MAX_ACTIONS),
        env.get(Variables.CONSOLE_METRICS));
  }
}
