package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Earlier states. */
final class PostgresHistory implements HistoryStore {

  private final Sessions sessions;
  private final String atOrBefore;
  private final String list;

  /**
   * @param table a table's name, as statements write it
   */
  PostgresHistory(Sessions sessions, UnaryOperator<String> table) {
    this.sessions = sessions;
    String actor =
        "SELECT * FROM %s WHERE digest = ? AND system = ? AND parent = ? AND name = ?"
            .formatted(table.apply("actors"));
    // If two rows have the same revision, the current one counts: a repetition may have overwritten
    // it.
    this.atOrBefore =
        """
        WITH actor AS (%s), asked AS (SELECT ?::bigint AS revision)
        SELECT revision, state FROM (
          SELECT actor.revision, actor.state, 1 AS place FROM actor, asked
          WHERE actor.revision <= asked.revision
          UNION ALL (
            SELECT kept.revision, kept.state, 2 FROM actor, asked, %s AS kept
            WHERE kept.digest = actor.digest AND kept.revision <= asked.revision
            ORDER BY kept.revision DESC LIMIT 1)) AS states
        ORDER BY revision DESC, place LIMIT 1
        """
            .formatted(actor, table.apply("history"));
    this.list =
        """
        WITH actor AS (%s)
        SELECT kept.revision, floor(extract(epoch FROM kept.saved_at) * 1000), length(kept.state)
        FROM actor JOIN %s AS kept ON kept.digest = actor.digest
        WHERE kept.revision < ? ORDER BY kept.revision DESC LIMIT ?
        """
            .formatted(actor, table.apply("history"));
  }

  @Override
  public Optional<Snapshot> atOrBefore(ActorKey key, long revision) throws StoreException {
    return sessions.single(
        "read the history of an actor in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(atOrBefore)) {
            bind(statement, key);
            statement.setLong(5, revision);
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(new Snapshot(row.getLong(1), row.getBytes(2)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreException {
    return sessions.single(
        "read the history of an actor in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(list)) {
            bind(statement, key);
            statement.setLong(5, before);
            statement.setInt(6, limit);
            return entries(statement);
          }
        });
  }

  private static List<Entry> entries(PreparedStatement query) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        entries.add(new Entry(row.getLong(1), row.getLong(2), row.getInt(3)));
      }
    }
    return entries;
  }

  private static void bind(PreparedStatement statement, ActorKey key) throws SQLException {
    statement.setBytes(1, Digest.of(key));
    statement.setString(2, key.system());
    statement.setString(3, key.parent());
    statement.setString(4, key.name());
  }
}
