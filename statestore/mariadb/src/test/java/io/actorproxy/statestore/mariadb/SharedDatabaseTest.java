package io.actorproxy.statestore.mariadb;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.Member.Profile;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.testkit.SharedDatabaseContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several stores in one database, as several proxies have them, and what else may be in there. */
final class SharedDatabaseTest extends SharedDatabaseContract {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected StoreSettings newDatabase(Path dataDir) {
    return TestServer.newDatabase(dataDir, 4 << 20);
  }

  @Override
  protected long deadlocks() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")) {
      row.next();
      return row.getLong(2);
    }
  }

  @Test
  void aBatchLargerThanAnyMessageTheServerTakesIsSavedWhole() throws Exception {
    byte[] state = new byte[4 << 20];
    new Random(1).nextBytes(state);
    List<Save> creations =
        IntStream.range(0, 6)
            .mapToObj(i -> new Save(new ActorKey("shop", "", "large-" + i), 0, state, 1))
            .toList();
    try (StateStore store = open()) {
      assertThat(store.snapshots().save(creations)).hasSize(6).containsOnly(SAVED);
      for (Save save : creations) {
        assertThat(store.snapshots().load(save.key())).contains(new Snapshot(1, state));
      }
    }
  }

  @Test
  void aRowOfAnotherActorWithTheSameDigestIsNeitherReadNorReplaced() throws Exception {
    try (StateStore store = open()) {
      store.snapshots().save(List.of(new Save(ANN, 0, new byte[1], 1)));
      execute(
          "UPDATE actor_proxy_actors SET name = 'bob' WHERE digest = x'%s'"
              .formatted(HexFormat.of().formatHex(Digest.of(ANN))));
      assertThat(store.snapshots().load(ANN)).isEmpty();
      assertThatThrownBy(() -> store.snapshots().save(List.of(new Save(ANN, 0, new byte[2], 2))))
          .isInstanceOf(StoreException.class);
      assertThat(store.snapshots().save(List.of(new Save(ANN, 1, new byte[2], 1))))
          .containsExactly(CONFLICT);
    }
  }

  @Test
  void aDatabaseToWhichANewerVersionHasAddedIsUsed() throws Exception {
    open().close();
    execute("ALTER TABLE actor_proxy_actors ADD COLUMN later integer NOT NULL DEFAULT 7");
    execute("ALTER TABLE actor_proxy_members ADD COLUMN later integer");
    execute("CREATE TABLE actor_proxy_later (id integer PRIMARY KEY)");
    applied("later");
    try (StateStore store = open()) {
      assertThat(store.snapshots().save(List.of(new Save(ANN, 0, new byte[1], 1))))
          .containsExactly(SAVED);
      Profile me = new Profile("shop", "me", "10.0.0.1:9002", 1, 1);
      Joining joining =
          new Joining(1, me, true, List.of(new TypeName("shop", "cart")), "mark", Set.of());
      assertThat(store.cluster().orElseThrow().join(joining)).isInstanceOf(StoreOutcome.Done.class);
    }
  }

  @Test
  void aDatabaseThatANewerVersionHasChangedIsRefused() throws Exception {
    open().close();
    applied("breaking later");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("do not fit this version")
        .hasMessageContaining("by its script 99 (breaking later)");
  }

  /** A script of a newer version. */
  private void applied(String description) throws Exception {
    execute(
        """
        INSERT INTO actor_proxy_schema_history
        (installed_rank, version, description, type, script, checksum, installed_by,
         execution_time, success)
        VALUES (99, '99', 'DESCRIPTION', 'SQL', 'V99__later.sql', 1, 'operator', 1, true)
        """
            .replace("DESCRIPTION", description));
  }

  @Test
  void tablesOfAnotherProgramAreLeftAlone() throws Exception {
    execute("CREATE TABLE snapshots (id int) AS SELECT 7 AS id");
    try (StateStore store = open()) {
      assertThat(store.snapshots().save(List.of(new Save(ANN, 0, new byte[1], 1))))
          .containsExactly(SAVED);
    }
    execute("INSERT INTO snapshots (id) SELECT id + 1 FROM snapshots");
  }

  @Test
  void aMigrationThatWasCutShortIsBegunAgain() throws Exception {
    open().close();
    execute("DROP TABLE actor_proxy_registrations");
    execute("DELETE FROM actor_proxy_schema_history WHERE version <> '1'");
    try (StateStore store = open()) {
      assertThat(store.lookups().registrations("app", "member")).isEmpty();
    }
  }

  @Test
  void aProbeDoesNotWaitForTheProbeOfAnotherProxy() throws Exception {
    try (StateStore store = open();
        Connection other = connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM actor_proxy_probe FOR UPDATE");
      store.probe();
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws Exception {
    MariaDbDialect dialect = new MariaDbDialect("mariadb", true, settings());
    return DriverManager.getConnection(
        dialect.url(dialect.options().servers().getFirst()), dialect.properties());
  }
}
