package io.actorproxy.statestore.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** All that is ever written, a transaction at a time. */
final class Transactions {

  /**
   * Two proxies may meet on the same rows in different orders; the server then ends one of them.
   */
  private static final int ATTEMPTS = 5;

  private final DataSource connections;
  private final ErrorCodes errors;

  Transactions(DataSource connections, ErrorCodes errors) {
    this.connections = connections;
    this.errors = errors;
  }

  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Does the work and commits it; does all of it again where that is all it needs. */
  <T> T run(Work<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !errors.isToRepeat(e)) {
          throw e;
        }
      }
    }
  }

  /** What is not committed is rolled back when the pool gets its connection back. */
  private <T> T attempt(Work<T> work) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      T result = work.on(connection);
      connection.commit();
      return result;
    }
  }
}
