package io.actorproxy.statestore.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** How a database is connected to. */
final class Connections {

  /** The longest wait for a free or a new connection. */
  private static final long WAIT_MS = 5_000;

  /** The same for what a cluster agrees on. */
  private static final long CLUSTER_WAIT_MS = 2_000;

  /** The longest wait of what a cluster agrees on for an answer of the server. */
  static final int CLUSTER_SOCKET_MS = 3_000;

  private static final long VALIDATION_MS = 2_000;
  private static final long IDLE_MS = 60_000;

  private Connections() {}

  /** One connection outside auto-commit mode. It is connected when it is first needed. */
  static HikariDataSource saving(Dialect dialect, Primary primary) {
    HikariConfig config = pool(dialect, primary, limits(dialect), "saving", 1);
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  /** All other connections, in auto-commit mode, as many as are needed at a time. */
  static HikariDataSource others(Dialect dialect, Primary primary) {
    HikariConfig config =
        pool(dialect, primary, limits(dialect), "others", dialect.options().poolSize() - 1);
    config.setMinimumIdle(1);
    config.setIdleTimeout(IDLE_MS);
    return new HikariDataSource(config);
  }

  /** Connections for what a cluster agrees on, in auto-commit mode. */
  static HikariDataSource ofCluster(Dialect dialect, Primary primary, String name, int size) {
    HikariConfig config = pool(dialect, primary, SessionLimits.CLUSTER, name, size);
    if (size > 1) {
      config.setMinimumIdle(1);
      config.setIdleTimeout(IDLE_MS);
    }
    config.setConnectionTimeout(CLUSTER_WAIT_MS);
    config.setValidationTimeout(CLUSTER_WAIT_MS / 2);
    return new HikariDataSource(config);
  }

  /**
   * Does work on a connection of a pool, and gives it back. After what is no error of the database,
   * such as a class that the driver could not load, an answer may be left unread, which the next
   * user would take for its own: such a connection is closed.
   */
  static <T> T use(HikariDataSource pool, Sessions.Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        return work.on(connection);
      } catch (RuntimeException | Error e) {
        pool.evictConnection(connection);
        throw e;
      }
    }
  }

  /** The limits of all sessions but those for what a cluster agrees on. */
  static SessionLimits limits(Dialect dialect) {
    return dialect.options().cluster() ? SessionLimits.MEMBER : SessionLimits.ALONE;
  }

  private static HikariConfig pool(
      Dialect dialect, Primary primary, SessionLimits limits, String name, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(dialect.name() + "-" + name);
    config.setDataSource(primary);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAIT_MS);
    config.setValidationTimeout(VALIDATION_MS);
    // The pool itself lets connections that were opened together end at different times.
    config.setMaxLifetime(SECONDS.toMillis(dialect.options().lifetimeSeconds()));
    if (!dialect.isPooled()) {
      config.setConnectionInitSql(dialect.beforeWriting(limits));
      config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    }
    // Whether the database is there is found out before, with an error that says more.
    config.setInitializationFailTimeout(-1);
    return config;
  }
}
