package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.jdbc.Digest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** How earlier states are written. */
final class HistoryTable {

  private static final String KEEP =
      """
      INSERT INTO actor_proxy_history (digest, revision, state, saved_at)
      VALUES (?, ?, ?, floor(unix_timestamp(now(3)) * 1000))
      ON DUPLICATE KEY UPDATE state = VALUES(state), saved_at = VALUES(saved_at)
      """;

  private static final String PRUNE =
      """
      DELETE FROM actor_proxy_history WHERE digest = ? AND revision <= (
        SELECT revision FROM (
          SELECT revision FROM actor_proxy_history WHERE digest = ?
          ORDER BY revision DESC LIMIT 1 OFFSET %d) AS newest_to_go)
      """;

  /** A state on its way there. */
  record Kept(ActorKey key, Snapshot state) {}

  private HistoryTable() {}

  /** Adds states. */
  static void keep(Connection connection, List<Kept> states) throws SQLException {
    Bulk.<Kept>run(
        connection,
        KEEP,
        states,
        kept -> kept.state().state().length,
        (statement, kept) -> {
          statement.setBytes(1, Digest.of(kept.key()));
          statement.setLong(2, kept.state().revision());
          statement.setBytes(3, kept.state().state());
        });
  }

  /** Takes out what is more than the limit. */
  static void prune(Connection connection, Collection<ActorKey> actors, int limit)
      throws SQLException {
    Bulk.<ActorKey>run(
        connection,
        PRUNE.formatted(limit),
        actors,
        (statement, key) -> {
          statement.setBytes(1, Digest.of(key));
          statement.setBytes(2, Digest.of(key));
        });
  }
}
