package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.jdbc.JdbcHistory;
import io.actorproxy.statestore.jdbc.Sessions;
import java.util.function.UnaryOperator;

/** The queries for earlier states. */
final class PostgresHistory {

  private PostgresHistory() {}

  /**
   * @param table a table's name, as statements write it
   */
  static HistoryStore in(Sessions sessions, UnaryOperator<String> table) {
    String actor =
        "SELECT * FROM %s WHERE digest = ? AND system = ? AND parent = ? AND name = ?"
            .formatted(table.apply("actors"));
    // If two rows have the same revision, the current one counts: a repetition may have overwritten
    // it.
    String atOrBefore =
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
    String list =
        """
        WITH actor AS (%s)
        SELECT kept.revision, floor(extract(epoch FROM kept.saved_at) * 1000), length(kept.state)
        FROM actor JOIN %s AS kept ON kept.digest = actor.digest
        WHERE kept.revision < ? ORDER BY kept.revision DESC LIMIT ?
        """
            .formatted(actor, table.apply("history"));
    return new JdbcHistory(sessions, atOrBefore, 1, list);
  }
}
