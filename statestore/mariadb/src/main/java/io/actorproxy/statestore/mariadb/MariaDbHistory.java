package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Earlier states. */
final class MariaDbHistory implements HistoryStore {

  private static final String THE_ACTOR =
      "actor.digest = ? AND actor.system = ? AND actor.parent = ? AND actor.name = ?";

  /**
   * If two rows have the same revision, the current one counts: a repetition may have overwritten
   * it.
   */
  private static final String AT_OR_BEFORE =
      """
      SELECT revision, state FROM (
        (SELECT actor.revision, actor.state, 1 AS place FROM actor_proxy_actors AS actor
          WHERE %1$s AND actor.revision <= ?)
        UNION ALL
        (SELECT kept.revision, kept.state, 2 FROM actor_proxy_actors AS actor
          JOIN actor_proxy_history AS kept ON kept.digest = actor.digest
          WHERE %1$s AND kept.revision <= ? ORDER BY kept.revision DESC LIMIT 1)) AS states
      ORDER BY revision DESC, place LIMIT 1
      """
          .formatted(THE_ACTOR);

  private static final String LIST =
      """
      SELECT kept.revision, kept.saved_at, length(kept.state) FROM actor_proxy_actors AS actor
      JOIN actor_proxy_history AS kept ON kept.digest = actor.digest
      WHERE %s AND kept.revision < ? ORDER BY kept.revision DESC LIMIT ?
      """
          .formatted(THE_ACTOR);

  private final Sessions sessions;

  MariaDbHistory(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Optional<Snapshot> atOrBefore(ActorKey key, long revision) throws StoreException {
    return sessions.single(
        "read the history of an actor in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(AT_OR_BEFORE)) {
            Bulk.bindKey(statement, 1, key);
            statement.setLong(5, revision);
            Bulk.bindKey(statement, 6, key);
            statement.setLong(10, revision);
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
          try (PreparedStatement statement = on.prepareStatement(LIST)) {
            Bulk.bindKey(statement, 1, key);
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
}
