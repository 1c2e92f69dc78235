package io.actorproxy.statestore.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.jdbc.ClusterSql;
import io.actorproxy.statestore.jdbc.SessionLimits;
import io.actorproxy.statestore.testkit.ServerClusterStoreContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What members of a cluster agree on, and what they save, in one database. */
final class ClusterTest extends ServerClusterStoreContract {

  private final StoreSettings settings =
      TestServer.with(Path.of(""), 1_000, Map.of("cluster", "true"));

  private final MariaDbDialect dialect = dialect();
  private final ClusterSql sql = dialect.cluster().orElseThrow();

  private MariaDbDialect dialect() {
    try {
      return new MariaDbDialect("mariadb", true, settings);
    } catch (StoreConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected StoreSettings settings() {
    return settings;
  }

  @Override
  protected void empty() throws Exception {
    TestServer.empty(settings);
  }

  @Override
  protected Connection connect() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            dialect.url(dialect.options().servers().getFirst()), dialect.properties());
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.beforeWriting(SessionLimits.MEMBER));
    }
    return connection;
  }

  @Override
  protected String table(String name) {
    return sql.table(name);
  }

  @Override
  protected String lockFence(String condition) {
    return "SELECT 1 FROM %s WHERE %s %s"
        .formatted(table("fences"), condition, sql.againstDeletion());
  }

  /** It ends no transaction that stands still. */
  @Test
  void mySqlHasNoCluster() throws StoreException {
    try (StateStore store = new MySqlStoreDriver().open(settings)) {
      assertThat(store.cluster()).isEmpty();
    }
  }
}
