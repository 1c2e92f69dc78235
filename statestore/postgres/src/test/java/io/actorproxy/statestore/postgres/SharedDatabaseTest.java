package io.actorproxy.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.SharedDatabaseContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Several stores in one schema, as several proxies have them. */
final class SharedDatabaseTest extends SharedDatabaseContract {

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
  void aDatabaseOfANewerVersionIsRefused() throws Exception {
    open().close();
    execute(
        """
        INSERT INTO "%s".schema_history
        (installed_rank, version, description, type, script, checksum, installed_by,
         execution_time, success)
        VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'somebody', 1, true)
        """);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("do not fit this version");
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
