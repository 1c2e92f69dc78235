package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.jdbc.Digest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Saves batches, each by a few statements. */
final class Batches {

  private final Statements statements;

  Batches(Statements statements) {
    this.statements = statements;
  }

  List<SaveResult> save(Connection connection, List<Save> batch, int maxStateBytes)
      throws SQLException {
    SaveResult[] results = new SaveResult[batch.size()];
    Arrays.fill(results, TOO_LARGE);
    for (List<Row> rows : rounds(batch, maxStateBytes)) {
      save(connection, rows, results);
    }
    return List.of(results);
  }

  /**
   * Splits a batch so that no actor is twice in a round: a statement sees a row as it was before
   * the statement, and saves of one actor have to see each other.
   */
  private static List<List<Row>> rounds(List<Save> batch, int maxStateBytes) {
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
}
