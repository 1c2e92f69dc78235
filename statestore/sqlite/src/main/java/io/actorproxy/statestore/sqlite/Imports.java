package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Takes over actors from elsewhere. */
final class Imports implements ImportStore {

  static final String PUT =
      """
      INSERT INTO actors (system, parent, name, revision, writer, updated_at, state)
      VALUES (?, ?, ?, ?, 0, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  /** Its newest is the row that was inserted last. */
  static final String SET_HISTORY =
      """
      UPDATE actors SET newest = last_insert_rowid(), held = ?4
      WHERE system = ?1 AND parent = ?2 AND name = ?3
      """;

  /** The history follows by itself. */
  static final String MOVE =
      """
      UPDATE actors SET system = ?4, parent = ?5, name = ?6
      WHERE system = ?1 AND parent = ?2 AND name = ?3
      AND NOT EXISTS (SELECT 1 FROM actors WHERE system = ?4 AND parent = ?5 AND name = ?6)
      """;

  static final String FIRST_ACTORS =
      """
      SELECT system, parent, name FROM actors WHERE system = ?1 ORDER BY parent, name LIMIT ?2
      """;

  static final String NEXT_ACTORS =
      """
      SELECT system, parent, name FROM actors WHERE system = ?1 AND (parent, name) > (?2, ?3)
      ORDER BY parent, name LIMIT ?4
      """;

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  Imports(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public List<Boolean> put(List<Imported> actors) throws StoreException {
    return writer.write(
        "import actors to",
        on -> {
          long now = clock.millis();
          List<Boolean> stored = new ArrayList<>();
          for (Imported actor : actors) {
            stored.add(put(on, actor, now));
          }
          return stored;
        });
  }

  private static boolean put(Statements on, Imported actor, long now) throws SQLException {
    PreparedStatement statement = on.of(PUT, actor.key());
    statement.setLong(4, actor.current().revision());
    statement.setLong(5, now);
    statement.setBytes(6, actor.current().state());
    if (statement.executeUpdate() == 0) {
      return false;
    }
    if (!actor.history().isEmpty()) {
      putHistory(on, actor, now);
    }
    return true;
  }

  private static void putHistory(Statements on, Imported actor, long now) throws SQLException {
    List<Snapshot> history = new ArrayList<>(actor.history());
    history.sort(Comparator.comparingLong(Snapshot::revision));
    Chain chain = Chain.EMPTY;
    for (Snapshot earlier : history) {
      chain = Histories.add(on, chain, earlier, now);
    }
    PreparedStatement statement = on.of(SET_HISTORY, actor.key());
    statement.setInt(4, chain.held());
    statement.executeUpdate();
  }

  @Override
  public boolean move(ActorKey from, ActorKey to) throws StoreException {
    return writer.write(
        "move an actor in",
        on -> {
          PreparedStatement statement = on.of(MOVE, from);
          Statements.bind(statement, 4, to);
          return statement.executeUpdate() == 1;
        });
  }

  @Override
  public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
      throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(after.isPresent() ? NEXT_ACTORS : FIRST_ACTORS);
          statement.setString(1, system);
          if (after.isPresent()) {
            statement.setString(2, after.get().parent());
            statement.setString(3, after.get().name());
            statement.setInt(4, limit);
          } else {
            statement.setInt(2, limit);
          }
          return Statements.keys(statement);
        });
  }
}
