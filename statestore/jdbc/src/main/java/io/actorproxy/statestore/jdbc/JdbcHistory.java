package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Earlier states. */
public final class JdbcHistory implements HistoryStore {

  private static final String READ = "read the history of an actor in";

  private final Sessions sessions;
  private final String atOrBefore;
  private final int questions;
  private final String list;

  /**
   * @param atOrBefore a query for the revision and state of an actor at a revision or before, whose
   *     parameters are the actor's digest, system, parent and name, and the revision
   * @param questions how often it has these parameters
   * @param list a query for revisions, times and lengths, whose parameters are digest, system,
   *     parent, name, the revision before which they are, and how many
   */
  public JdbcHistory(Sessions sessions, String atOrBefore, int questions, String list) {
    this.sessions = sessions;
    this.atOrBefore = atOrBefore;
    this.questions = questions;
    this.list = list;
  }

  @Override
  public Optional<Snapshot> atOrBefore(ActorKey key, long revision) throws StoreException {
    return sessions.single(
        READ,
        on -> {
          try (PreparedStatement statement = on.prepareStatement(atOrBefore)) {
            for (int first = 1; first <= 5 * questions; first += 5) {
              Digest.bind(statement, first, key);
              statement.setLong(first + 4, revision);
            }
            return snapshot(statement);
          }
        });
  }

  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreException {
    return sessions.single(
        READ,
        on -> {
          try (PreparedStatement statement = on.prepareStatement(list)) {
            Digest.bind(statement, 1, key);
            statement.setLong(5, before);
            statement.setInt(6, limit);
            return entries(statement);
          }
        });
  }

  /** The first that a query for revision and state selects. */
  public static Optional<Snapshot> snapshot(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next()
          ? Optional.of(new Snapshot(row.getLong(1), row.getBytes(2)))
          : Optional.empty();
    }
  }

  /** All that a query for revision, time and length selects. */
  public static List<Entry> entries(PreparedStatement query) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        entries.add(new Entry(row.getLong(1), row.getLong(2), row.getInt(3)));
      }
    }
    return entries;
  }
}
