package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.jdbc.JdbcHistory;
import io.actorproxy.statestore.jdbc.Sessions;

/** The queries for earlier states. */
final class MariaDbHistory {

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

  private MariaDbHistory() {}

  static HistoryStore in(Sessions sessions) {
    return new JdbcHistory(sessions, AT_OR_BEFORE, 2, LIST);
  }
}
