package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How rows of actors are locked and written. */
final class ActorTable {

  /**
   * An actor that is not there has no row to lock, and the transaction that inserts it first wins.
   */
  private static final String LOCK =
      // With few rows in the table the server would otherwise read, and lock, all of them.
      """
      SELECT system, parent, name, revision, writer FROM actor_proxy_actors FORCE INDEX (PRIMARY)
      WHERE digest IN (%s) FOR UPDATE
      """;

  private static final String INSERT =
      """
      INSERT INTO actor_proxy_actors
        (digest, system, parent, name, revision, writer, state, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, now(6))
      """;

  private static final String UPDATE =
      """
      UPDATE actor_proxy_actors SET revision = ?, writer = ?, state = ?, updated_at = now(6)
      WHERE digest = ? AND system = ? AND parent = ? AND name = ?
      """;

  private ActorTable() {}

  /** Locks actors, and returns those that are stored. */
  static Map<ActorKey, Stored> lock(Connection connection, Collection<ActorKey> keys)
      throws SQLException {
    Map<ActorKey, Stored> found = new HashMap<>();
    Bulk.select(
        connection,
        LOCK,
        keys.stream().map(Digest::of).toList(),
        row ->
            found.put(
                new ActorKey(row.getString(1), row.getString(2), row.getString(3)),
                new Stored(row.getLong(4), row.getLong(5))));
    return found;
  }

  /**
   * Inserts actors.
   *
   * @throws SQLException to be repeated, if one of them is there
   */
  static void insert(Connection connection, List<Save> saves) throws SQLException {
    Bulk.<Save>run(
        connection,
        INSERT,
        Digest.inOrder(saves, Save::key),
        save -> save.state().length,
        (statement, save) -> {
          Digest.bind(statement, 1, save.key());
          statement.setLong(5, save.expectedRevision() + 1);
          statement.setLong(6, save.writer());
          statement.setBytes(7, save.state());
        });
  }

  /** Writes the states of actors that are locked. */
  static void update(Connection connection, List<Save> saves) throws SQLException {
    Bulk.<Save>run(
        connection,
        UPDATE,
        saves,
        save -> save.state().length,
        (statement, save) -> {
          statement.setLong(1, save.expectedRevision() + 1);
          statement.setLong(2, save.writer());
          statement.setBytes(3, save.state());
          Digest.bind(statement, 4, save.key());
        });
  }
}
