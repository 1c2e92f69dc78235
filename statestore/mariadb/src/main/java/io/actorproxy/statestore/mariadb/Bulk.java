package io.actorproxy.statestore.mariadb;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** How many rows go to the server at once. */
final class Bulk {

  /** How many keys a statement names. */
  private static final int KEYS = 500;

  /** How many questions one statement asks. */
  private static final int QUESTIONS = 200;

  /** When a message to the server has this many bytes, the next row goes into another one. */
  private static final int MESSAGE_BYTES = 512 * 1024;

  /** What a row has besides its bytes, at most. */
  private static final int ROW_OVERHEAD_BYTES = 8 * 1024;

  private Bulk() {}

  /** The largest message that carries a row with so many bytes. */
  static long messageBytes(int bytes) {
    return Math.max(MESSAGE_BYTES, bytes) + ROW_OVERHEAD_BYTES;
  }

  /** Sets the parameters of one row. */
  @FunctionalInterface
  interface Binding<R> {
    void bind(PreparedStatement statement, R row) throws SQLException;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Reading {
    void read(ResultSet row) throws SQLException;
  }

  /** Runs a statement for each row, as one message if they are small. */
  static <R> void run(
      Connection connection,
      String sql,
      Collection<? extends R> rows,
      ToIntFunction<R> size,
      Binding<R> binding)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      long bytes = 0;
      for (R row : rows) {
        int more = size.applyAsInt(row);
        if (bytes > 0 && bytes + more > MESSAGE_BYTES) {
          statement.executeBatch();
          bytes = 0;
        }
        binding.bind(statement, row);
        statement.addBatch();
        bytes += more + 1L;
      }
      statement.executeBatch();
    }
  }

  /** The same for rows that are small. */
  static <R> void run(
      Connection connection, String sql, Collection<? extends R> rows, Binding<R> binding)
      throws SQLException {
    run(connection, sql, rows, _ -> ROW_OVERHEAD_BYTES / 16, binding);
  }

  /**
   * Selects rows by many keys. They are asked for in the same order by all proxies, so that these
   * seldom wait for each other in a circle.
   *
   * @param sql with a {@code %s} where the keys go
   */
  static void select(Connection connection, String sql, Collection<byte[]> keys, Reading reading)
      throws SQLException {
    HexFormat hex = HexFormat.of();
    List<String> sorted = keys.stream().map(hex::formatHex).sorted().toList();
    try (Statement statement = connection.createStatement()) {
      for (int from = 0; from < sorted.size(); from += KEYS) {
        String some =
            sorted.subList(from, Math.min(from + KEYS, sorted.size())).stream()
                .map("x'%s'"::formatted)
                .collect(joining(","));
        try (ResultSet rows = statement.executeQuery(sql.formatted(some))) {
          while (rows.next()) {
            reading.read(rows);
          }
        }
      }
    }
  }

  /**
   * Asks one question for each place, many in one statement.
   *
   * @param query of the index of a place, and the place
   */
  static <T> void union(
      Connection connection, List<T> places, BiFunction<Integer, T, String> query, Reading reading)
      throws SQLException {
    for (int from = 0; from < places.size(); from += QUESTIONS) {
      String some =
          IntStream.range(from, Math.min(from + QUESTIONS, places.size()))
              .mapToObj(i -> query.apply(i, places.get(i)))
              .collect(joining(" UNION ALL "));
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(some)) {
        while (row.next()) {
          reading.read(row);
        }
      }
    }
  }
}
