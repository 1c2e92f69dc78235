package io.actorproxy.statestore.sqlite;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Current states, in the table {@code actors}. */
final class Snapshots implements SnapshotStore {

  /** More would keep the first of them waiting, and hardly cost less each. */
  private static final int LOAD_BATCH = 32;

  static final String LOAD =
      "SELECT revision, state FROM actors WHERE system = ? AND parent = ? AND name = ?";

  // In each statement: 1 system, 2 parent, 3 name, 4 expected revision, 5 writer, 6 time, 7 state.

  /** For an expected revision of 0. The update is the repetition by the same writer. */
  static final String CREATE =
      """
      INSERT INTO actors (system, parent, name, revision, writer, updated_at, state)
      VALUES (?1, ?2, ?3, ?4 + 1, ?5, ?6, ?7)
      ON CONFLICT (system, parent, name) DO
      UPDATE SET updated_at = ?6, state = ?7 WHERE revision = ?4 + 1 AND writer = ?5
      """;

  static final String UPDATE =
      """
      UPDATE actors SET revision = ?4 + 1, writer = ?5, updated_at = ?6, state = ?7
      WHERE system = ?1 AND parent = ?2 AND name = ?3
      AND (revision = ?4 OR (revision = ?4 + 1 AND writer = ?5))
      """;

  /** Whether a later save of the same writer is there. */
  static final String OVERTAKEN =
      """
      SELECT 1 FROM actors WHERE system = ?1 AND parent = ?2 AND name = ?3
      AND revision > ?4 + 1 AND writer = ?5
      """;

  static final String STORED =
      """
      SELECT rowid, revision, writer, newest, held, stale FROM actors
      WHERE system = ? AND parent = ? AND name = ?
      """;

  // In both: 1 revision, 2 writer, 3 time, 4 to 6 history, whose first may be Chain.JUST_ADDED, 7
  // state.

  static final String INSERT =
      """
      INSERT INTO actors (revision, writer, updated_at, newest, held, stale, state, system, parent, name)
      VALUES (?1, ?2, ?3, iif(?4 < 0, last_insert_rowid(), ?4), ?5, ?6, ?7, ?8, ?9, ?10)
      """;

  static final String REPLACE =
      """
      UPDATE actors SET revision = ?1, writer = ?2, updated_at = ?3,
        newest = iif(?4 < 0, last_insert_rowid(), ?4), held = ?5, stale = ?6, state = ?7
      WHERE rowid = ?8
      """;

  static final String REMOVE = "DELETE FROM actors WHERE system = ? AND parent = ? AND name = ?";

  /** What is stored of an actor, apart from its state. */
  private record Row(long id, long revision, long writer, Chain history) {}

  private final Writer writer;
  private final Readers readers;
  private final Histories histories;
  private final int maxStateBytes;
  private final InstantSource clock;

  Snapshots(
      Writer writer, Readers readers, Histories histories, int maxStateBytes, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.histories = histories;
    this.maxStateBytes = maxStateBytes;
    this.clock = clock;
  }

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreException {
    return readers.read(on -> load(on, key));
  }

  /** In one transaction, since to begin and end one costs about as much as to read a row. */
  @Override
  public List<Optional<Snapshot>> load(List<ActorKey> keys, long maxBytes) throws StoreException {
    return readers.readTogether(
        on -> {
          List<Optional<Snapshot>> snapshots = new ArrayList<>(keys.size());
          long bytes = 0;
          for (ActorKey key : keys) {
            if (bytes >= maxBytes) {
              break;
            }
            Optional<Snapshot> snapshot = load(on, key);
            snapshots.add(snapshot);
            bytes += snapshot.map(s -> s.state().length).orElse(0);
          }
          return snapshots;
        });
  }

  private static Optional<Snapshot> load(Statements on, ActorKey key) throws SQLException {
    try (ResultSet row = on.of(LOAD, key).executeQuery()) {
      return row.next()
          ? Optional.of(new Snapshot(row.getLong(1), row.getBytes(2)))
          : Optional.empty();
    }
  }

  @Override
  public int loadBatch() {
    return LOAD_BATCH;
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreException {
    if (batch.isEmpty()) {
      return List.of();
    }
    return writer.write(
        "save to",
        on -> {
          long now = clock.millis();
          List<SaveResult> results = new ArrayList<>(batch.size());
          for (Save save : batch) {
            results.add(save(on, save, now));
          }
          return results;
        });
  }

  private SaveResult save(Statements on, Save save, long now) throws SQLException {
    if (save.state().length > maxStateBytes) {
      return TOO_LARGE;
    }
    return save.isPlain() ? saveState(on, save, now) : saveWithMore(on, save, now);
  }

  /** One statement tells whether it is accepted. */
  private static SaveResult saveState(Statements on, Save save, long now) throws SQLException {
    PreparedStatement statement =
        identify(on, save.expectedRevision() == 0 ? CREATE : UPDATE, save);
    statement.setLong(6, now);
    statement.setBytes(7, save.state());
    return statement.executeUpdate() == 1 || isOvertaken(on, save) ? SAVED : CONFLICT;
  }

  private static boolean isOvertaken(Statements on, Save save) throws SQLException {
    try (ResultSet row = identify(on, OVERTAKEN, save).executeQuery()) {
      return row.next();
    }
  }

  private static PreparedStatement identify(Statements on, String sql, Save save)
      throws SQLException {
    PreparedStatement statement = on.of(sql, save.key());
    statement.setLong(4, save.expectedRevision());
    statement.setLong(5, save.writer());
    return statement;
  }

  /** Looks before it writes, since a repetition and a missing message leave other things alone. */
  private SaveResult saveWithMore(Statements on, Save save, long now) throws SQLException {
    Row row = stored(on, save.key());
    long revision = row == null ? 0 : row.revision();
    if (row != null && revision > save.expectedRevision() && row.writer() == save.writer()) {
      return saveState(on, save, now);
    }
    if (revision != save.expectedRevision()) {
      return CONFLICT;
    }
    if (!Messages.areThere(on, save.consumes())) {
      return CONSUMED;
    }
    write(on, row, save, now);
    Messages.remove(on, save.consumes());
    Messages.add(on, MessageStore.UNCLAIMED, save.sends());
    return SAVED;
  }

  private static @Nullable Row stored(Statements on, ActorKey key) throws SQLException {
    try (ResultSet row = on.of(STORED, key).executeQuery()) {
      return row.next()
          ? new Row(
              row.getLong(1),
              row.getLong(2),
              row.getLong(3),
              new Chain(row.getLong(4), row.getInt(5), row.getInt(6)))
          : null;
    }
  }

  private void write(Statements on, @Nullable Row row, Save save, long now) throws SQLException {
    long revision = save.expectedRevision() + 1;
    Chain history = row == null ? Chain.EMPTY : row.history();
    if (save.keep()) {
      history = histories.keep(on, history, new Snapshot(revision, save.kept()), now);
    }
    PreparedStatement statement = on.of(row == null ? INSERT : REPLACE);
    statement.setLong(1, revision);
    statement.setLong(2, save.writer());
    statement.setLong(3, now);
    statement.setLong(4, history.newest());
    statement.setInt(5, history.held());
    statement.setInt(6, history.stale());
    statement.setBytes(7, save.state());
    if (row == null) {
      Statements.bind(statement, 8, save.key());
    } else {
      statement.setLong(8, row.id());
    }
    statement.executeUpdate();
  }

  @Override
  public int remove(List<ActorKey> keys) throws StoreException {
    return writer.write(
        "remove actors from",
        on -> {
          int removed = 0;
          for (ActorKey key : keys) {
            Histories.forget(on, key);
            removed += on.of(REMOVE, key).executeUpdate();
          }
          return removed;
        });
  }
}
