package io.actorproxy.statestore.sqlite;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;

import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements that write, on one connection. Closing it undoes what is not committed. */
final class WriteConnection implements AutoCloseable {

  // In each statement: 1 system, 2 parent, 3 name, 4 expected revision, 5 writer, 6 time, 7 state.

  /** For an expected revision of 0. The update is the repetition by the same writer. */
  private static final String CREATE =
      """
      INSERT INTO actors (system, parent, name, revision, writer, updated_at, state)
      VALUES (?1, ?2, ?3, ?4 + 1, ?5, ?6, ?7)
      ON CONFLICT (system, parent, name) DO
      UPDATE SET updated_at = ?6, state = ?7 WHERE revision = ?4 + 1 AND writer = ?5
      """;

  private static final String UPDATE =
      """
      UPDATE actors SET revision = ?4 + 1, writer = ?5, updated_at = ?6, state = ?7
      WHERE system = ?1 AND parent = ?2 AND name = ?3
      AND (revision = ?4 OR (revision = ?4 + 1 AND writer = ?5))
      """;

  /** Whether a later save of the same writer is there. */
  private static final String OVERTAKEN =
      """
      SELECT 1 FROM actors WHERE system = ?1 AND parent = ?2 AND name = ?3
      AND revision > ?4 + 1 AND writer = ?5
      """;

  private static final String PROBE = "UPDATE probe SET checked_at = ?";

  private final Connection connection;
  private final PreparedStatement create;
  private final PreparedStatement update;
  private final PreparedStatement overtaken;
  private final PreparedStatement probe;

  WriteConnection(DatabaseFile file) throws SQLException {
    this.connection = file.connectWriter();
    this.create = DatabaseFile.prepare(connection, CREATE);
    this.update = DatabaseFile.prepare(connection, UPDATE);
    this.overtaken = DatabaseFile.prepare(connection, OVERTAKEN);
    this.probe = DatabaseFile.prepare(connection, PROBE);
  }

  List<SaveResult> save(List<Save> batch, int maxStateBytes, long now) throws SQLException {
    List<SaveResult> results = new ArrayList<>(batch.size());
    for (Save save : batch) {
      results.add(save.state().length > maxStateBytes ? TOO_LARGE : save(save, now));
    }
    return results;
  }

  private SaveResult save(Save save, long now) throws SQLException {
    PreparedStatement statement = save.expectedRevision() == 0 ? create : update;
    identify(statement, save);
    statement.setLong(6, now);
    statement.setBytes(7, save.state());
    return statement.executeUpdate() == 1 || isOvertaken(save) ? SAVED : CONFLICT;
  }

  private boolean isOvertaken(Save save) throws SQLException {
    identify(overtaken, save);
    try (ResultSet row = overtaken.executeQuery()) {
      return row.next();
    }
  }

  private static void identify(PreparedStatement statement, Save save) throws SQLException {
    statement.setString(1, save.key().system());
    statement.setString(2, save.key().parent());
    statement.setString(3, save.key().name());
    statement.setLong(4, save.expectedRevision());
    statement.setLong(5, save.writer());
  }

  int probe(long now) throws SQLException {
    probe.setLong(1, now);
    return probe.executeUpdate();
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
