package io.actorproxy.statestore.jdbc;

import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.cluster.View;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The row of a cluster, whose lock puts changes in a row, and the tokens of its views. */
final class ViewRows {
  /** The one row of the cluster. */
  record Cluster(View view, long lastEpoch, long nowMillis, String mark) {}

  /** How many views are remembered. */
  private static final int VIEWS = 1_000;

  private final ClusterSql sql;
  private final String cluster;
  private final String views;
  private final String nowMillis;

  ViewRows(ClusterSql sql) {
    this.sql = sql;
    this.cluster = sql.table("cluster");
    this.views = sql.table("views");
    this.nowMillis = "floor((%s) / 1000)".formatted(sql.nowMicros());
  }

  /** Locks the cluster's row, and makes it if it is not there. */
  Cluster lock(Connection on) throws SQLException {
    Optional<Cluster> row = lockIfThere(on);
    if (row.isPresent()) {
      return row.get();
    }
    Rows.update(
        on,
        sql.insertUnlessThere(
            "cluster", "(id, view, token, history, last_epoch) VALUES (1, 0, 0, 0, 0)"));
    return lockIfThere(on).orElseThrow(() -> new SQLException("The row of the cluster is gone"));
  }

  private Optional<Cluster> lockIfThere(Connection on) throws SQLException {
    return Rows.one(
        on,
        "SELECT view, token, history, last_epoch, %s, mark FROM %s WHERE id = 1 FOR UPDATE"
            .formatted(nowMillis, cluster),
        row -> new Cluster(view(row, 1), row.getLong(4), row.getLong(5), row.getString(6)));
  }

  /** Writes the locked row of the cluster. */
  void write(Connection on, View view, long lastEpoch) throws SQLException {
    Rows.update(
        on,
        "UPDATE %s SET view = ?, token = ?, history = ?, last_epoch = ? WHERE id = 1"
            .formatted(cluster),
        view.number(),
        view.token(),
        view.history(),
        lastEpoch);
    remember(on, view);
  }

  /** Writes what members of the locked cluster have in common from now on. */
  void mark(Connection on, String mark) throws SQLException {
    Rows.update(on, "UPDATE %s SET mark = ? WHERE id = 1".formatted(cluster), mark);
  }

  /** Makes the next view of one, and locks the row; empty if that is not the last. */
  Optional<View> advance(Connection on, View seen, long token) throws SQLException {
    int advanced =
        Rows.update(
            on,
            """
            UPDATE %s SET view = greatest(view + 1, %s), token = ?
            WHERE id = 1 AND view = ? AND token = ? AND history = ?
            """
                .formatted(cluster, nowMillis),
            token,
            seen.number(),
            seen.token(),
            seen.history());
    if (advanced == 0) {
      return Optional.empty();
    }
    Optional<View> next =
        Rows.one(
            on,
            "SELECT view, token, history FROM %s WHERE id = 1".formatted(cluster),
            row -> view(row, 1));
    if (next.isPresent()) {
      remember(on, next.get());
    }
    return next;
  }

  private void remember(Connection on, View view) throws SQLException {
    Rows.update(
        on,
        "INSERT INTO %s (number, token) VALUES (?, ?)".formatted(views),
        view.number(),
        view.token());
    Rows.update(
        on,
        """
        DELETE FROM %1$s WHERE number <= (
          SELECT number FROM (
            SELECT number FROM %1$s ORDER BY number DESC LIMIT 1 OFFSET %2$d) AS old)
        """
            .formatted(views, VIEWS));
  }

  /** The number of the oldest view that is not forgotten. */
  long oldest(Connection on) throws SQLException {
    return Rows.one(on, "SELECT min(number) FROM %s".formatted(views), row -> row.getLong(1))
        .orElse(0L);
  }

  /** Those of some views that the store knows. */
  Set<View> known(Connection on, Collection<View> asked) throws SQLException {
    String pairs = pairs(asked);
    if (pairs.isEmpty()) {
      return Set.of();
    }
    List<Long> tokens =
        Rows.all(
            on,
            "SELECT token FROM %s WHERE (number, token) IN (%s)".formatted(views, pairs),
            row -> row.getLong(1));
    return asked.stream().filter(v -> tokens.contains(v.token())).collect(Collectors.toSet());
  }

  /** Views as a condition lists them, with their tokens; empty if there is none. */
  static String pairs(Collection<View> asked) {
    return asked.stream()
        .filter(view -> !view.equals(View.NONE))
        .map(view -> "(%d, %d)".formatted(view.number(), view.token()))
        .collect(joining(", "));
  }

  /** A view in three columns. */
  static View view(ResultSet row, int first) throws SQLException {
    return new View(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2));
  }
}
