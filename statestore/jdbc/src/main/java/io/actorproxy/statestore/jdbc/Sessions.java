package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How the parts of a store work on its database, from any thread and without waiting for saves.
 *
 * <p>Work that a deadlock has ended is done again, so it must not remember anything. Errors become
 * what the caller of the store can do about them.
 */
public interface Sessions {

  /** What is done on a connection, which is not kept. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Runs a single statement, which is a transaction by itself.
   *
   * @param action what fails if it does, as in "Cannot save to"
   */
  <T> T single(String action, Work<T> work) throws StoreException;

  /**
   * Runs statements as one transaction, and commits it.
   *
   * @param action what fails if it does, as in "Cannot save to"
   */
  <T> T transaction(String action, Work<T> work) throws StoreException;

  /**
   * What time it is at the database.
   *
   * @param statement selects the milliseconds since the epoch
   */
  default long epochMillis(String statement) throws StoreException {
    return single(
        "read the time of",
        on -> {
          try (Statement asked = on.createStatement();
              ResultSet row = asked.executeQuery(statement)) {
            row.next();
            return row.getLong(1);
          }
        });
  }
}
