package io.actorproxy.scenario;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** A proxy's SQLite file, looked at and tampered with from outside. */
final class Database implements AutoCloseable {
  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  static Database of(ProxyProcess proxy) throws SQLException {
    String file = proxy.dataDirectory().resolve("actor-proxy.db").toString();
    return new Database(DriverManager.getConnection("jdbc:sqlite:" + file));
  }

  /** The revision of an actor; 0 if nothing was ever saved. */
  long revision(String system, String name) throws SQLException {
    try (PreparedStatement query = prepare("SELECT revision FROM actors", system, name);
        ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The stored bytes of an actor's state, in hexadecimal. */
  String state(String system, String name) throws SQLException {
    try (PreparedStatement query = prepare("SELECT state FROM actors", system, name);
        ResultSet row = query.executeQuery()) {
      return row.next() ? HexFormat.of().formatHex(row.getBytes(1)) : "";
    }
  }

  void overwriteState(String system, String name, String hex) throws SQLException {
    try (PreparedStatement update =
        prepare("UPDATE actors SET state = x'" + hex + "'", system, name)) {
      update.executeUpdate();
    }
  }

  /** Keeps other connections from writing until {@link #close}. */
  void blockWriters() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    }
  }

  private PreparedStatement prepare(String sql, String system, String name) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(sql + " WHERE system = ? AND name = ?");
    statement.setString(1, system);
    statement.setString(2, name);
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
