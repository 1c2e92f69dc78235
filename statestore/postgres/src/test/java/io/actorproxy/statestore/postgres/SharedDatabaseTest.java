package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.Member.Profile;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.testkit.SharedDatabaseContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several stores in one schema, as several proxies have them. */
final class SharedDatabaseTest extends SharedDatabaseContract {
  private static final ActorKey ANN = new ActorKey("shop", "", "ann");

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  protected StoreSettings newDatabase(Path dataDir) {
    return TestServer.newSchema(dataDir, 1_000);
  }

  /** A session tells the server what it has met when it ends. */
  @Override
  protected long deadlocks() throws Exception {
    await()
        .until(
            () ->
                number(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                            + " 'actor-proxy' AND pid <> pg_backend_pid()")
                    == 0);
    return number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }

  private long number(String query) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void aDatabaseToWhichANewerVersionHasAddedIsUsed() throws Exception {
    open().close();
    execute("ALTER TABLE \"%s\".actors ADD COLUMN later integer NOT NULL DEFAULT 7");
    execute("ALTER TABLE \"%s\".members ADD COLUMN later integer");
    execute("CREATE TABLE \"%s\".later (id integer PRIMARY KEY)");
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
        INSERT INTO "%s".schema_history
        (installed_rank, version, description, type, script, checksum, installed_by,
         execution_time, success)
        VALUES (99, '99', 'DESCRIPTION', 'SQL', 'V99__later.sql', 1, 'operator', 1, true)
        """
            .replace("DESCRIPTION", description));
  }

  @Test
  void aSchemaOfAnotherProgramIsRefused() throws Exception {
    execute("CREATE SCHEMA \"%s\"");
    execute("CREATE TABLE \"%s\".theirs (id int)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("do not fit this version");
  }

  @Test
  void aProbeDoesNotWaitForTheProbeOfAnotherProxy() throws Exception {
    try (StateStore store = open();
        Connection other = connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(inSchema("SELECT * FROM \"%s\".probe FOR UPDATE"));
      store.probe();
    }
  }

  private Connection connect() throws Exception {
    PostgresDialect dialect = new PostgresDialect(settings());
    return DriverManager.getConnection(
        dialect.url(dialect.options().servers().getFirst()), dialect.properties());
  }

  private String inSchema(String sql) {
    return sql.formatted(settings().properties().get("schema"));
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(inSchema(sql));
    }
  }
}
