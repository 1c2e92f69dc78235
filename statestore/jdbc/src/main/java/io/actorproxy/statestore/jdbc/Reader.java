package io.actorproxy.statestore.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
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
import org.jspecify.annotations.Nullable;

/**
 * Loads, each over a connection of its own for as long as it takes. What is compared are the
 * digests of the three texts; the texts are compared as well, so that no digest can ever stand for
 * two actors.
 */
final class Reader {

  private final HikariDataSource connections;
  private final String load;
  private final String loadAll;

  /** A row; its state is null where that was not read. */
  private record Row(long revision, long bytes, byte @Nullable [] state) {}

  /**
   * @param table the table of actors, as statements write it
   */
  Reader(String table, HikariDataSource connections) {
    this.connections = connections;
    this.load =
        """
        SELECT revision, state FROM %s
        WHERE digest = ? AND system = ? AND parent = ? AND name = ?
        """
            .formatted(table);
    this.loadAll =
        """
        SELECT system, parent, name, revision, length(state),
          CASE WHEN length(state) <= ? THEN state END
        FROM %s WHERE digest IN (?%%s)
        """
            .formatted(table);
  }

  /**
   * Several, as {@link io.actorproxy.statestore.SnapshotStore#load(List, long)} says, in one
   * statement; those that are larger than their share of {@code maxBytes} come with a second one,
   * when it is known which of them fit.
   */
  List<Optional<Snapshot>> load(List<ActorKey> keys, long maxBytes) throws SQLException {
    return Connections.use(connections, connection -> load(connection, keys, maxBytes));
  }

  private List<Optional<Snapshot>> load(Connection connection, List<ActorKey> keys, long maxBytes)
      throws SQLException {
    Map<ActorKey, Row> rows = select(connection, keys, maxBytes / keys.size());
    List<ActorKey> fitting = fitting(keys, rows, maxBytes);
    rows.keySet().retainAll(fitting);
    List<ActorKey> large =
        rows.entrySet().stream()
            .filter(row -> row.getValue().state() == null)
            .map(Map.Entry::getKey)
            .toList();
    if (!large.isEmpty()) {
      rows.putAll(select(connection, large, Long.MAX_VALUE));
    }
    // Others may have written larger ones meanwhile.
    return fitting(fitting, rows, maxBytes).stream()
        .map(key -> Optional.ofNullable(rows.get(key)))
        .map(row -> row.map(Reader::snapshot))
        .toList();
  }

  private static Snapshot snapshot(Row row) {
    return new Snapshot(row.revision(), requireNonNull(row.state()));
  }

  /** The first of them, until their states have {@code maxBytes} together. */
  private static List<ActorKey> fitting(
      List<ActorKey> keys, Map<ActorKey, Row> rows, long maxBytes) {
    long bytes = 0;
    int count = 0;
    while (count < keys.size() && bytes < maxBytes) {
      Row row = rows.get(keys.get(count++));
      bytes += row == null ? 0 : row.bytes();
    }
    return keys.subList(0, count);
  }

  /** The rows that are there, with states of up to {@code stateBytesMax}. */
  private Map<ActorKey, Row> select(Connection connection, List<ActorKey> keys, long stateBytesMax)
      throws SQLException {
    Map<ActorKey, Row> found = new HashMap<>();
    int places = places(keys.size());
    String sql = loadAll.formatted(", ?".repeat(places - 1));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, stateBytesMax);
      for (int i = 0; i < places; i++) {
        statement.setBytes(i + 2, Digest.of(keys.get(Math.min(i, keys.size() - 1))));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.put(
              new ActorKey(row.getString(1), row.getString(2), row.getString(3)),
              new Row(row.getLong(4), row.getLong(5), row.getBytes(6)));
        }
      }
    }
    return found;
  }

  /** A power of two, so that there are few statements to be prepared. */
  private static int places(int count) {
    return count == 1 ? 1 : Integer.highestOneBit(count - 1) * 2;
  }

  Optional<Snapshot> load(ActorKey key) throws SQLException {
    return Connections.use(connections, connection -> load(connection, key));
  }

  private Optional<Snapshot> load(Connection connection, ActorKey key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(load)) {
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
