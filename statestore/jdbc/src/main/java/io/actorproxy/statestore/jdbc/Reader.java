package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Loads, each over a connection of its own for as long as it takes. */
final class Reader {

  private final DataSource connections;
  private final String load;

  /**
   * @param table the table of actors, as statements write it
   */
  Reader(String table, DataSource connections) {
    this.connections = connections;
    this.load =
        """
        SELECT revision, state FROM %s
        WHERE digest = ? AND system = ? AND parent = ? AND name = ?
        """
            .formatted(table);
  }

  Optional<Snapshot> load(ActorKey key) throws SQLException {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(load)) {
      statement.setBytes(1, Digest.of(key));
      statement.setString(2, key.system());
      statement.setString(3, key.parent());
      statement.setString(4, key.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Snapshot(row.getLong(1), row.getBytes(2)))
            : Optional.empty();
      }
    }
  }
}
