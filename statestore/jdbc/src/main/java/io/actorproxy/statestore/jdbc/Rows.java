package io.actorproxy.statestore.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs statements on a connection, with their parameters in order. */
final class Rows {
  private Rows() {}

  @FunctionalInterface
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  static <T> List<T> all(Connection on, String query, Reading<T> reading, Object... parameters)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = prepare(on, query, parameters);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(reading.read(row));
      }
    }
    return rows;
  }

  static <T> Optional<T> one(Connection on, String query, Reading<T> reading, Object... parameters)
      throws SQLException {
    return all(on, query, reading, parameters).stream().findFirst();
  }

  static int update(Connection on, String statement, Object... parameters) throws SQLException {
    try (PreparedStatement prepared = prepare(on, statement, parameters)) {
      return prepared.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection on, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = on.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
