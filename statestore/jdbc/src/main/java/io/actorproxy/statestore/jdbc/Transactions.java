package io.actorproxy.statestore.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs work on a connection of a pool, and again where that is all it needs. */
final class Transactions {

  /**
   * Two proxies may meet on the same rows in different orders; the server then ends one of them.
   */
  private static final int ATTEMPTS = 5;

  /** Where connections come from. */
  @FunctionalInterface
  interface Source {
    HikariDataSource get() throws SQLException;
  }

  private final Source connections;
  private final ErrorCodes errors;
  private final String beginning;

  /**
   * @param limits what its transactions begin with, where the server keeps no sessions apart
   */
  Transactions(Source connections, Dialect dialect, SessionLimits limits) {
    this.connections = connections;
    this.errors = dialect.errors();
    this.beginning = dialect.isPooled() ? dialect.beforeTransaction(limits) : "";
  }

  /** Runs a single statement on a connection in auto-commit mode. */
  <T> T single(Sessions.Work<T> work) throws SQLException {
    if (!beginning.isEmpty()) {
      return run(work);
    }
    return repeat(() -> Connections.use(connections.get(), work));
  }

  /** Runs statements as one transaction; what is not committed the pool rolls back. */
  <T> T run(Sessions.Work<T> work) throws SQLException {
    return repeat(
        () ->
            Connections.use(
                connections.get(),
                connection -> {
                  connection.setAutoCommit(false);
                  begin(connection);
                  T result = work.on(connection);
                  connection.commit();
                  return result;
                }));
  }

  private void begin(Connection connection) throws SQLException {
    if (!beginning.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(beginning);
      }
    }
  }

  @FunctionalInterface
  private interface Attempt<T> {
    T run() throws SQLException;
  }

  private <T> T repeat(Attempt<T> attempt) throws SQLException {
    for (int number = 1; ; number++) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (number == ATTEMPTS || !errors.isToRepeat(e)) {
          throw e;
        }
      }
    }
  }
}
