package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection and the statements that were prepared on it, each when it was first needed. Used by
 * one thread at a time. Closing it undoes what is not committed.
 */
final class Statements implements AutoCloseable {

  /** What is done with them. */
  @FunctionalInterface
  interface Work<T> {
    T on(Statements statements) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /**
   * The statement, ready to be bound and run.
   *
   * @param sql one of a few constants
   */
  PreparedStatement of(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** The statement with a key bound to its first three parameters: system, parent and name. */
  PreparedStatement of(String sql, ActorKey key) throws SQLException {
    PreparedStatement statement = of(sql);
    bind(statement, 1, key);
    return statement;
  }

  static void bind(PreparedStatement statement, int first, ActorKey key) throws SQLException {
    statement.setString(first, key.system());
    statement.setString(first + 1, key.parent());
    statement.setString(first + 2, key.name());
  }

  /** The rows of a query for system, parent and name. */
  static List<ActorKey> keys(PreparedStatement statement) throws SQLException {
    List<ActorKey> keys = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        keys.add(new ActorKey(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return keys;
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
