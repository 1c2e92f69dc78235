package io.actorproxy.statestore.mariadb;

import static io.actorproxy.statestore.SaveResult.TOO_LARGE;
import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Saves batches: locks the rows of all actors, decides which saves are right, and writes what has
 * become of each actor.
 *
 * <p>An actor that is not there has no row to lock. If another proxy creates it meanwhile, the
 * insertion fails as a duplicate, and the whole is done again.
 */
final class Batches {

  /** How many digests a statement names. */
  private static final int LOCKS = 500;

  /** When a message to the server has this many bytes, the next row goes into another one. */
  private static final int MESSAGE_BYTES = 512 * 1024;

  /** What a row has besides its state, at most. */
  private static final int ROW_OVERHEAD_BYTES = 8 * 1024;

  private final String lock;
  private final String insert;
  private final String update;

  /**
   * @param table the table of actors
   */
  Batches(String table) {
    // With few rows in the table the server would otherwise read, and lock, all of them.
    this.lock =
        """
        SELECT lower(hex(digest)), system, parent, name, revision, writer FROM %s FORCE INDEX (PRIMARY)
        WHERE digest IN (%%s) FOR UPDATE
        """
            .formatted(table);
    this.insert =
        """
        INSERT INTO %s (digest, system, parent, name, revision, writer, updated_at, state)
        VALUES (?, ?, ?, ?, ?, ?, utc_timestamp(6), ?)
        """
            .formatted(table);
    // The row is locked, and its names have been compared.
    this.update =
        "UPDATE %s SET revision = ?, writer = ?, updated_at = utc_timestamp(6), state = ? WHERE digest = ?"
            .formatted(table);
  }

  /** The largest message that saves states of that size. */
  static long messageBytes(int maxStateBytes) {
    return Math.max(MESSAGE_BYTES, maxStateBytes) + ROW_OVERHEAD_BYTES;
  }

  List<SaveResult> save(Connection connection, List<Save> batch, int maxStateBytes)
      throws SQLException {
    Map<ActorKey, ActorRow> rows = new HashMap<>();
    batch.forEach(save -> rows.computeIfAbsent(save.key(), ActorRow::new));
    // The same order in all proxies, so that they seldom wait for each other in a circle.
    List<ActorRow> sorted = rows.values().stream().sorted(comparing(ActorRow::hex)).toList();
    lock(connection, sorted);
    List<SaveResult> results = new ArrayList<>(batch.size());
    for (Save save : batch) {
      ActorRow row = rows.computeIfAbsent(save.key(), ActorRow::new);
      results.add(save.state().length > maxStateBytes ? TOO_LARGE : row.accept(save));
    }
    write(connection, insert, sorted.stream().filter(ActorRow::isNew), ActorRow::bindInsert);
    write(connection, update, sorted.stream().filter(ActorRow::isChanged), ActorRow::bindUpdate);
    return results;
  }

  private void lock(Connection connection, List<ActorRow> sorted) throws SQLException {
    for (int from = 0; from < sorted.size(); from += LOCKS) {
      Map<String, ActorRow> byDigest = new LinkedHashMap<>();
      sorted
          .subList(from, Math.min(from + LOCKS, sorted.size()))
          .forEach(row -> byDigest.put(row.hex(), row));
      String digests = byDigest.keySet().stream().map("x'%s'"::formatted).collect(joining(","));
      try (Statement statement = connection.createStatement();
          ResultSet found = statement.executeQuery(lock.formatted(digests))) {
        while (found.next()) {
          requireNonNull(byDigest.get(found.getString(1))).isStored(found);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Binding {
    void bind(ActorRow row, PreparedStatement statement) throws SQLException;
  }

  private static void write(
      Connection connection, String sql, Stream<ActorRow> rows, Binding binding)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      long bytes = 0;
      for (ActorRow row : (Iterable<ActorRow>) rows::iterator) {
        if (bytes > 0 && bytes + row.stateBytes() > MESSAGE_BYTES) {
          statement.executeBatch();
          bytes = 0;
        }
        binding.bind(row, statement);
        statement.addBatch();
        bytes += row.stateBytes() + ROW_OVERHEAD_BYTES;
      }
      if (bytes > 0) {
        statement.executeBatch();
      }
    }
  }
}
