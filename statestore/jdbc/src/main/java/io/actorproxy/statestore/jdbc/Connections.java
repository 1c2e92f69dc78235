package io.actorproxy.statestore.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** How a database is connected to. */
final class Connections {

  /** The longest wait for a free or a new connection. */
  private static final long WAIT_MS = 5_000;

  private static final long VALIDATION_MS = 2_000;
  private static final long IDLE_MS = 60_000;

  private Connections() {}

  /** A connection of its own, in auto-commit mode. */
  static Connection connect(Dialect dialect) throws SQLException {
    return DriverManager.getConnection(dialect.url(), dialect.properties());
  }

  /** One connection outside auto-commit mode. It is connected when it is first needed. */
  static HikariDataSource saving(Dialect dialect) {
    HikariConfig config = pool(dialect, "saving", 1);
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  /** All other connections, in auto-commit mode, as many as are needed at a time. */
  static HikariDataSource others(Dialect dialect) {
    HikariConfig config = pool(dialect, "others", dialect.options().poolSize() - 1);
    config.setMinimumIdle(1);
    config.setIdleTimeout(IDLE_MS);
    return new HikariDataSource(config);
  }

  private static HikariConfig pool(Dialect dialect, String name, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(dialect.name() + "-" + name);
    config.setJdbcUrl(dialect.url());
    config.setDataSourceProperties(dialect.properties());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAIT_MS);
    config.setValidationTimeout(VALIDATION_MS);
    config.setConnectionInitSql(dialect.beforeWriting());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    // Whether the database is there is found out before, with an error that says more.
    config.setInitializationFailTimeout(-1);
    return config;
  }
}
