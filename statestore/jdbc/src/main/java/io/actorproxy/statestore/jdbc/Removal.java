package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Removes actors with their histories. */
public final class Removal {

  private final String actor;
  private final String history;

  /** From these two tables, as statements write them. */
  public Removal(String actors, String history) {
    this.actor =
        "DELETE FROM %s WHERE digest = ? AND system = ? AND parent = ? AND name = ?"
            .formatted(actors);
    this.history = "DELETE FROM %s WHERE digest = ?".formatted(history);
  }

  /** See {@link Dialect#remove}. */
  public int remove(Connection connection, List<ActorKey> keys) throws SQLException {
    int removed = 0;
    try (PreparedStatement actors = connection.prepareStatement(actor);
        PreparedStatement states = connection.prepareStatement(history)) {
      for (ActorKey key : Digest.inOrder(keys)) {
        Digest.bind(actors, 1, key);
        // The digest is that of the row, so the history is its own.
        if (actors.executeUpdate() == 1) {
          states.setBytes(1, Digest.of(key));
          states.executeUpdate();
          removed++;
        }
      }
    }
    return removed;
  }
}
