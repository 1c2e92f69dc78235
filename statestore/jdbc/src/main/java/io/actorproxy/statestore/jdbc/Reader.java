package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Loads, each over a connection of its own for as long as it takes. What is compared are the
 * digests of the three texts; the texts are compared as well, so that no digest can ever stand for
 * two actors.
 */
final class Reader {

  private final DataSource connections;
  private final String load;
  private final String loadAll;

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
    this.loadAll = "SELECT system, parent, name, revision, state FROM %s WHERE ".formatted(table);
  }

  /** Several in one statement, in their order; actors that are not there are empty. */
  List<Optional<Snapshot>> load(List<ActorKey> keys) throws SQLException {
    Map<ActorKey, Snapshot> found = new HashMap<>();
    int places = places(keys.size());
    String sql = loadAll + "digest IN (?" + ", ?".repeat(places - 1) + ")";
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < places; i++) {
        statement.setBytes(i + 1, Digest.of(keys.get(Math.min(i, keys.size() - 1))));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.put(
              new ActorKey(row.getString(1), row.getString(2), row.getString(3)),
              new Snapshot(row.getLong(4), row.getBytes(5)));
        }
      }
    }
    return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
  }

  /** A power of two, so that there are few statements to be prepared. */
  private static int places(int count) {
    return count == 1 ? 1 : Integer.highestOneBit(count - 1) * 2;
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
