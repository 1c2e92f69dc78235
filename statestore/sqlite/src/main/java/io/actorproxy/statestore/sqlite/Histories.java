package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Earlier states, in the table {@code history}. */
final class Histories implements HistoryStore {

  static final String AT_OR_BEFORE =
      """
      SELECT revision, state FROM actors
      WHERE system = ?1 AND parent = ?2 AND name = ?3 AND revision <= ?4
      UNION ALL
      SELECT * FROM (
        SELECT revision, state FROM history
        WHERE system = ?1 AND parent = ?2 AND name = ?3 AND revision <= ?4
        ORDER BY revision DESC LIMIT 1)
      ORDER BY revision DESC LIMIT 1
      """;

  static final String LIST =
      """
      SELECT revision, saved_at, length(state) FROM history
      WHERE system = ?1 AND parent = ?2 AND name = ?3 AND revision < ?4
      ORDER BY revision DESC LIMIT ?5
      """;

  static final String KEEP =
      """
      INSERT OR REPLACE INTO history (system, parent, name, revision, saved_at, state)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  static final String PRUNE =
      """
      DELETE FROM history
      WHERE system = ?1 AND parent = ?2 AND name = ?3 AND revision <= (
        SELECT revision FROM history WHERE system = ?1 AND parent = ?2 AND name = ?3
        ORDER BY revision DESC LIMIT 1 OFFSET ?4)
      """;

  static final String MOVE =
      """
      UPDATE history SET system = ?4, parent = ?5, name = ?6
      WHERE system = ?1 AND parent = ?2 AND name = ?3
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
          try (ResultSet row = statement.executeQuery()) {
            return row.next()
                ? Optional.of(new Snapshot(row.getLong(1), row.getBytes(2)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(LIST, key);
          statement.setLong(4, before);
          statement.setInt(5, limit);
          List<Entry> entries = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              entries.add(new Entry(row.getLong(1), row.getLong(2), row.getInt(3)));
            }
          }
          return entries;
        });
  }

  /** Keeps what a save has stored, and forgets what is then too much. */
  void keep(Statements on, Save save, long now) throws SQLException {
    if (limit > 0) {
      keep(on, save.key(), new Snapshot(save.expectedRevision() + 1, save.state()), now);
    }
    PreparedStatement prune = on.of(PRUNE, save.key());
    prune.setInt(4, limit);
    prune.executeUpdate();
  }

  static void keep(Statements on, ActorKey key, Snapshot snapshot, long now) throws SQLException {
    PreparedStatement statement = on.of(KEEP, key);
    statement.setLong(4, snapshot.revision());
    statement.setLong(5, now);
    statement.setBytes(6, snapshot.state());
    statement.executeUpdate();
  }

  static void move(Statements on, ActorKey from, ActorKey to) throws SQLException {
    PreparedStatement statement = on.of(MOVE, from);
    Statements.bind(statement, 4, to);
    statement.executeUpdate();
  }
}
