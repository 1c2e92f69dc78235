package io.actorproxy.statestore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What saves many rows at once. Each statement takes a column of all rows as one array, so that its
 * text, and the server's plan, are the same for any number of rows; and it returns the positions of
 * the rows it was right for.
 */
final class Statements {

  private static final String SAVES =
      "unnest(?::int[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[]";

  private static final String ROW =
      "given (position, digest, system, parent, name, expected, writer";

  /** Whether a stored row is the one that is given. */
  static final String SAME_ACTOR =
      """
      stored.digest = given.digest
      AND stored.system = given.system AND stored.parent = given.parent AND stored.name = given.name
      """;

  private final String create;
  private final String update;
  private final String overtaken;

  /**
   * @param table the table of actors, as statements write it
   */
  Statements(String table) {
    this.create =
        """
        WITH %2$s AS (SELECT * FROM %3$s, ?::bytea[])),
        created AS (
          INSERT INTO %1$s (digest, system, parent, name, revision, writer, updated_at, state)
          SELECT digest, system, parent, name, 1, writer, now(), state FROM given
          ON CONFLICT (digest) DO NOTHING
          RETURNING digest)
        SELECT position FROM given JOIN created USING (digest)
        """
            .formatted(table, ROW + ", state)", SAVES);
    this.update =
        """
        UPDATE %1$s AS stored
        SET revision = given.expected + 1, writer = given.writer, updated_at = now(), state = given.state
        FROM %3$s, ?::bytea[]) AS %2$s
        WHERE %4$s
        AND (stored.revision = given.expected
          OR (stored.revision = given.expected + 1 AND stored.writer = given.writer))
        RETURNING given.position
        """
            .formatted(table, ROW + ", state)", SAVES, SAME_ACTOR);
    this.overtaken =
        """
        SELECT given.position FROM %3$s) AS %2$s JOIN %1$s AS stored ON %4$s
        WHERE stored.revision > given.expected + 1 AND stored.writer = given.writer
        """
            .formatted(table, ROW + ")", SAVES, SAME_ACTOR);
  }

  /** Inserts actors that are not there yet. */
  List<Integer> create(Connection connection, List<Row> rows) throws SQLException {
    return run(connection, create, rows, true);
  }

  /** Replaces states of the expected revision, or repeats a save of the same writer. */
  List<Integer> update(Connection connection, List<Row> rows) throws SQLException {
    return run(connection, update, rows, true);
  }

  /** Finds those for which a later save of the same writer is there. */
  List<Integer> overtaken(Connection connection, List<Row> rows) throws SQLException {
    return run(connection, overtaken, rows, false);
  }

  private static List<Integer> run(
      Connection connection, String sql, List<Row> rows, boolean withStates) throws SQLException {
    List<Integer> positions = new ArrayList<>(rows.size());
    if (rows.isEmpty()) {
      return positions;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, rows, withStates);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          positions.add(result.getInt(1));
        }
      }
    }
    return positions;
  }

  private static void bind(PreparedStatement statement, List<Row> rows, boolean withStates)
      throws SQLException {
    Columns<Row> columns =
        new Columns<Row>(statement, rows)
            .ints(Row::position)
            .bytes(Row::digest)
            .texts(row -> row.save().key())
            .longs(row -> row.save().expectedRevision())
            .longs(row -> row.save().writer());
    if (withStates) {
      columns.bytes(row -> row.save().state());
    }
  }
}
