package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.FENCED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.statestore.jdbc.JdbcStore;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose connections go through the real PgBouncer, which must be installed. */
final class PgBouncerTest {

  private static final int CALLS = 400;
  private static final int POOL_SIZE = 20;

  /** The pooler's own, in the modes that share them: fewer than the store may open. */
  private static final int SHARED_CONNECTIONS = 4;

  /** The pooler's own in mode session: as many as a member of a cluster may open. */
  private static final int SESSION_CONNECTIONS = POOL_SIZE + 3;

  @TempDir private Path directory;
  private @Nullable Process bouncer;

  @AfterEach
  void stopBouncer() throws InterruptedException {
    if (bouncer != null) {
      bouncer.destroy();
      bouncer.waitFor();
    }
  }

  /** It refuses to run as the superuser. */
  private StoreSettings startBouncer(String mode) throws Exception {
    StoreSettings direct = TestServer.newSchema(directory, 1_000);
    Map<String, String> server = direct.properties();
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            directory.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=%s port=%s user=%s password=%s
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = any
            pool_mode = %s
            default_pool_size = %d
            ignore_startup_parameters = extra_float_digits
            """
                .formatted(
                    server.get("host"),
                    server.get("port"),
                    server.get("username"),
                    server.get("password"),
                    port,
                    mode,
                    mode.equals("session") ? SESSION_CONNECTIONS : SHARED_CONNECTIONS));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    boolean root = "root".equals(System.getProperty("user.name"));
    List<String> command =
        new ArrayList<>(
            root
                ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                : List.of());
    command.addAll(List.of("pgbouncer", configuration.toString()));
    bouncer =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () -> {
              new Socket(InetAddress.getLoopbackAddress(), port).close();
              return true;
            });
    return TestServer.with(
        directory,
        1_000,
        Map.of(
            "host",
            "127.0.0.1",
            "port",
            Integer.toString(port),
            "poolSize",
            Integer.toString(POOL_SIZE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void callsAtTheSameTimeDoNotMeet(String mode) throws Exception {
    StoreSettings settings = startBouncer(mode);
    try (StateStore store = new PostgresStoreDriver().open(settings);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Save> saves = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        saves.add(new Save(actor(i), 0, new byte[] {(byte) i, (byte) (i >> 8)}, 7));
      }
      assertThat(store.snapshots().save(saves)).containsOnly(SAVED);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        int number = i;
        calls.add(threads.submit(() -> call(store, number)));
      }
      for (int i = 0; i < 20; i++) {
        Save save = new Save(actor(CALLS), i, new byte[] {(byte) i}, 7);
        assertThat(store.snapshots().save(List.of(save))).containsExactly(SAVED);
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
  }

  /** Each transaction that is open has a connection of the pool for itself. */
  @Test
  void whatSharesThePoolFindsTheSearchPathOfTheServer() throws Exception {
    StoreSettings settings = startBouncer("transaction");
    new PostgresStoreDriver().open(settings).close();
    Map<String, String> server = settings.properties();
    String url =
        "jdbc:postgresql://127.0.0.1:%s/%s?user=%s&password=%s&prepareThreshold=0"
            .formatted(
                server.get("port"),
                server.get("database"),
                server.get("username"),
                server.get("password"));
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < SHARED_CONNECTIONS; i++) {
        Connection connection = DriverManager.getConnection(url);
        open.add(connection);
        connection.setAutoCommit(false);
        try (ResultSet row = connection.createStatement().executeQuery("SHOW search_path")) {
          assertThat(row.next()).isTrue();
          assertThat(row.getString(1)).isEqualTo("\"$user\", public");
        }
      }
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  @Test
  void aPoolerThatKeepsSessionsApartMayBeForcedToBeUsedSo() throws Exception {
    StoreSettings settings = with(startBouncer("session"), "off");
    PostgresDialect dialect = new PostgresDialect(settings);
    try (StateStore store = JdbcStore.open(dialect, settings)) {
      assertThat(store.snapshots().save(List.of(new Save(actor(0), 0, new byte[1], 7))))
          .containsExactly(SAVED);
    }
    assertThat(dialect.isPooled()).isFalse();
  }

  @Test
  void aServerMayBeUsedAsIfAPoolerWereBeforeIt() throws Exception {
    StoreSettings settings = with(TestServer.newSchema(directory, 1_000), "on");
    PostgresDialect dialect = new PostgresDialect(settings);
    try (StateStore store = JdbcStore.open(dialect, settings)) {
      assertThat(store.snapshots().save(List.of(new Save(actor(0), 0, new byte[1], 7))))
          .containsExactly(SAVED);
    }
    assertThat(dialect.isPooled()).isTrue();
  }

  @Test
  void anotherWordForThePoolerIsRefused() {
    StoreSettings settings = with(TestServer.newSchema(directory, 1_000), "maybe");
    assertThatThrownBy(() -> new PostgresDialect(settings))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("auto, on or off")
        .hasMessageContaining("PROXY_DATABASE_POOLER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void membersOfAClusterAgreeAcrossAPooler(String mode) throws Exception {
    StoreSettings settings = startBouncer(mode);
    try (StateStore store = new PostgresStoreDriver().open(settings)) {
      ClusterStore cluster = store.cluster().orElseThrow();
      Identity me = done(cluster.join(joining(1)));
      Identity dead = done(cluster.join(joining(2)));
      View view = done(cluster.read(View.NONE)).view();
      long lease = requireNonNull(done(cluster.beat(me, Set.of(view))).leases().get(dead.epoch()));
      assertThat(store.snapshots().save(List.of(saveBy(dead)))).containsExactly(SAVED);
      var fence = new Change.Fence(dead.epoch(), lease, Map.of());
      assertThat(done(cluster.change(me, view, fence)).members()).hasSize(1);
      assertThat(store.snapshots().save(List.of(saveBy(dead)))).containsExactly(FENCED);
      assertThat(done(cluster.beat(dead, Set.of(view))).isMember()).isFalse();
    }
  }

  private static Joining joining(long nonce) {
    var profile = new Member.Profile("app", "name", "address", 1, 1);
    return new Joining(nonce, profile, true, List.of(new TypeName("shop", "cart")), "", Set.of());
  }

  private static Save saveBy(Identity member) {
    return new Save(actor(1), 0, new byte[1], 1).by(member);
  }

  private static <T> T done(StoreOutcome<T> outcome) {
    return ((StoreOutcome.Done<T>) outcome).value();
  }

  private static StoreSettings with(StoreSettings settings, String pooler) {
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put("pooler", pooler);
    return new StoreSettings(settings.dataDir(), settings.maxStateBytes(), properties);
  }

  private static Void call(StateStore store, int number) throws StoreException {
    assertThat(store.snapshots().load(actor(number)))
        .contains(new Snapshot(1, new byte[] {(byte) number, (byte) (number >> 8)}));
    store.lookups().addInstances(List.of(actor(number)));
    assertThat(store.history().list(actor(number), Long.MAX_VALUE, 10)).isEmpty();
    return null;
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  @Test
  void aPoolerOfStatementsIsRefused() throws Exception {
    StoreSettings settings = startBouncer("statement");
    assertThatThrownBy(() -> new PostgresStoreDriver().open(settings).close())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Set pool_mode of PgBouncer");
  }
}
