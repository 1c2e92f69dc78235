package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** All that is ever written: each batch is one transaction of a few statements. */
final class Writer {

  /**
   * Two proxies may meet on the same rows in different orders; the server then ends one of them.
   */
  private static final int ATTEMPTS = 5;

  private final DataSource connections;
  private final Statements statements;
  private final String probe;
  private final int maxStateBytes;

  Writer(Database database, DataSource connections, int maxStateBytes) {
    this.connections = connections;
    this.statements = new Statements(database.table("actors"));
    // A row that somebody else has locked is just being written, which is all there is to know.
    this.probe =
        """
        UPDATE %1$s SET checked_at = now()
        WHERE id = (SELECT id FROM %1$s WHERE id = 1 FOR UPDATE SKIP LOCKED)
        """
            .formatted(database.table("probe"));
    this.maxStateBytes = maxStateBytes;
  }

  List<SaveResult> save(List<Save> batch) throws SQLException {
    List<List<Row>> rounds = rounds(batch);
    for (int attempt = 1; ; attempt++) {
      try {
        return save(batch, rounds);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !Failures.isToRepeat(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Splits a batch so that no actor is twice in a round: a statement sees a row as it was before
   * the statement, and saves of one actor have to see each other.
   */
  private List<List<Row>> rounds(List<Save> batch) {
    List<List<Row>> rounds = new ArrayList<>();
    Map<ActorKey, Integer> seen = new HashMap<>();
    for (int position = 0; position < batch.size(); position++) {
      Save save = batch.get(position);
      if (save.state().length > maxStateBytes) {
        continue;
      }
      int round = seen.merge(save.key(), 1, Integer::sum) - 1;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(new Row(position, Digest.of(save.key()), save));
    }
    // The same order in all proxies, so that they seldom wait for each other in a circle.
    rounds.forEach(rows -> rows.sort((a, b) -> Arrays.compareUnsigned(a.digest(), b.digest())));
    return rounds;
  }

  private List<SaveResult> save(List<Save> batch, List<List<Row>> rounds) throws SQLException {
    SaveResult[] results = new SaveResult[batch.size()];
    Arrays.fill(results, TOO_LARGE);
    if (!rounds.isEmpty()) {
      try (Connection connection = connections.getConnection()) {
        for (List<Row> rows : rounds) {
          save(connection, rows, results);
        }
        connection.commit();
      }
    }
    return List.of(results);
  }

  /** Each step takes what the one before it has left. */
  private void save(Connection connection, List<Row> rows, SaveResult[] results)
      throws SQLException {
    rows.forEach(row -> results[row.position()] = CONFLICT);
    List<Row> creations = rows.stream().filter(row -> row.save().expectedRevision() == 0).toList();
    accept(statements.create(connection, creations), results);
    accept(statements.update(connection, left(rows, results)), results);
    accept(statements.overtaken(connection, left(rows, results)), results);
  }

  private static void accept(List<Integer> positions, SaveResult[] results) {
    positions.forEach(position -> results[position] = SAVED);
  }

  private static List<Row> left(List<Row> rows, SaveResult[] results) {
    return rows.stream().filter(row -> results[row.position()] != SAVED).toList();
  }

  /** How many rows were written: 1, or 0 when another proxy is writing this very row. */
  int probe() throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      int rows = statement.executeUpdate(probe);
      connection.commit();
      return rows;
    }
  }
}
