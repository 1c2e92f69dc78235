package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.JdbcHistory;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Earlier states, in the table {@code history}. Those of an actor are a {@link Chain}: a new one is
 * put behind all others of the table, and nothing else is written for it. What is too old leaves
 * the chain at once, but is deleted when there is some of it, since each lies in a page of its own.
 */
final class Histories implements HistoryStore {

  /** The ids of what an actor's history holds, each with its place, the newest first. */
  private static final String CHAIN =
      """
      WITH RECURSIVE chain (id, place, held) AS (
        SELECT newest, 1, held FROM actors WHERE system = ?1 AND parent = ?2 AND name = ?3 AND held > 0
        UNION ALL
        SELECT history.previous, place + 1, held FROM chain CROSS JOIN history USING (id)
        WHERE place < held)
      """;

  static final String AT_OR_BEFORE =
      CHAIN
          + """
          SELECT revision, state FROM actors
          WHERE system = ?1 AND parent = ?2 AND name = ?3 AND revision <= ?4
          UNION ALL
          SELECT revision, state FROM history WHERE id = (
            SELECT id FROM chain CROSS JOIN history USING (id)
            WHERE revision <= ?4 ORDER BY place LIMIT 1)
          ORDER BY revision DESC LIMIT 1
          """;

  static final String LIST =
      CHAIN
          + """
          SELECT revision, saved_at, length(state) FROM chain CROSS JOIN history USING (id)
          WHERE revision < ?4
          ORDER BY place LIMIT ?5
          """;

  /** Its first parameter may be {@link Chain#JUST_ADDED}. */
  static final String ADD =
      """
      INSERT INTO history (previous, revision, saved_at, state)
      VALUES (iif(?1 < 0, last_insert_rowid(), ?1), ?2, ?3, ?4)
      """;

  /** Deletes all but the newest of a chain, which ends where no lower id follows. */
  static final String PRUNE =
      """
      DELETE FROM history WHERE id IN (
        WITH RECURSIVE chain (id, place) AS (
          SELECT ?1, 1
          UNION ALL
          SELECT history.previous, place + 1 FROM chain CROSS JOIN history USING (id)
          WHERE history.previous < id)
        SELECT id FROM chain WHERE place > ?2)
      """;

  /** Deletes the whole chain of an actor. */
  static final String FORGET =
      """
      DELETE FROM history WHERE id IN (
        WITH RECURSIVE chain (id) AS (
          SELECT newest FROM actors WHERE system = ?1 AND parent = ?2 AND name = ?3
          UNION ALL
          SELECT history.previous FROM chain CROSS JOIN history USING (id)
          WHERE history.previous < id)
        SELECT id FROM chain)
      """;

  private final Readers readers;
  private final int limit;

  /**
   * @param limit how many revisions are kept of each actor
   */
  Histories(Readers readers, int limit) {
    this.readers = readers;
    this.limit = limit;
  }

  @Override
  public Optional<Snapshot> atOrBefore(ActorKey key, long revision) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(AT_OR_BEFORE, key);
          statement.setLong(4, revision);
          return JdbcHistory.snapshot(statement);
        });
  }

  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(LIST, key);
          statement.setLong(4, before);
          statement.setInt(5, limit);
          return JdbcHistory.entries(statement);
        });
  }

  /**
   * Adds a state to a history and forgets what is then too much.
   *
   * @return the history, which belongs into the actor's row; nothing may be inserted before it is
   */
  Chain keep(Statements on, Chain chain, Snapshot snapshot, long now) throws SQLException {
    int staying = Math.min(chain.held(), Math.max(limit - 1, 0));
    Chain rest = chain.shortened(staying);
    if (rest.stale() > limit / 2) {
      prune(on, rest);
      rest = rest.pruned();
    }
    return limit == 0 ? rest : add(on, rest, snapshot, now);
  }

  static Chain add(Statements on, Chain chain, Snapshot snapshot, long now) throws SQLException {
    PreparedStatement statement = on.of(ADD);
    statement.setLong(1, chain.newest());
    statement.setLong(2, snapshot.revision());
    statement.setLong(3, now);
    statement.setBytes(4, snapshot.state());
    statement.executeUpdate();
    return chain.grown();
  }

  /** Deletes all that is kept of an actor, whose row has to go then. */
  static void forget(Statements on, ActorKey key) throws SQLException {
    on.of(FORGET, key).executeUpdate();
  }

  private static void prune(Statements on, Chain chain) throws SQLException {
    PreparedStatement statement = on.of(PRUNE);
    statement.setLong(1, chain.newest());
    statement.setInt(2, chain.held());
    statement.executeUpdate();
  }
}
