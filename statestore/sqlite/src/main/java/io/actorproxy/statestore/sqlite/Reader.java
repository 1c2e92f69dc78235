package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** A connection that loads. Used by one thread at a time. */
final class Reader implements AutoCloseable {

  private static final String LOAD =
      "SELECT revision, state FROM actors WHERE system = ? AND parent = ? AND name = ?";

  private final Connection connection;
  private final PreparedStatement load;

  Reader(DatabaseFile file) throws SQLException {
    this.connection = file.connectReader();
    this.load = DatabaseFile.prepare(connection, LOAD);
  }

  Optional<Snapshot> load(ActorKey key) throws SQLException {
    load.setString(1, key.system());
    load.setString(2, key.parent());
    load.setString(3, key.name());
    try (ResultSet row = load.executeQuery()) {
      return row.next()
          ? Optional.of(new Snapshot(row.getLong(1), row.getBytes(2)))
          : Optional.empty();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
