package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.View;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rows of members and their fences. */
final class MemberRows {
  private static final long LEASE_MICROS = ClusterStore.LEASE_MILLIS * 1_000L;

  private final ClusterSql sql;
  private final String cluster;
  private final String views;
  private final String members;
  private final String fences;
  private final String serving;

  MemberRows(ClusterSql sql) {
    this.sql = sql;
    this.cluster = sql.table("cluster");
    this.views = sql.table("views");
    this.members = sql.table("members");
    this.fences = sql.table("fences");
    this.serving = sql.table("serving");
  }

  OptionalLong epochOf(Connection on, long nonce) throws SQLException {
    return Rows.one(
            on,
            "SELECT epoch FROM %s WHERE nonce = ?".formatted(members),
            row -> row.getLong(1),
            nonce)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  boolean isMember(Connection on, Identity me) throws SQLException {
    return Rows.one(
            on,
            "SELECT 1 FROM %s WHERE epoch = ? AND nonce = ?".formatted(members),
            row -> row.getLong(1),
            me.epoch(),
            me.nonce())
        .isPresent();
  }

  void insertMember(Connection on, Identity me, Member.Profile profile, boolean hostUp)
      throws SQLException {
    Rows.update(
        on,
        """
        INSERT INTO %s (epoch, nonce, app, name, link_address, oldest_protocol, newest_protocol,
          leaving, host_up, lease_until)
        VALUES (?, ?, ?, ?, ?, ?, ?, false, ?, %s + %d)
        """
            .formatted(members, sql.nowMicros(), LEASE_MICROS),
        me.epoch(),
        me.nonce(),
        profile.app(),
        profile.name(),
        profile.linkAddress(),
        profile.oldestProtocol(),
        profile.newestProtocol(),
        hostUp);
    Rows.update(
        on,
        "INSERT INTO %s (epoch, nonce) VALUES (?, ?)".formatted(fences),
        me.epoch(),
        me.nonce());
  }

  void announce(Connection on, Identity me, Member.State state, boolean hostUp)
      throws SQLException {
    Rows.update(
        on,
        "UPDATE %s SET leaving = ?, host_up = ? WHERE epoch = ?".formatted(members),
        state == Member.State.LEAVING,
        hostUp,
        me.epoch());
  }

  /** Waits for the saves of a member that are under way, and lets none begin. */
  void deleteFence(Connection on, long epoch) throws SQLException {
    Rows.update(on, "DELETE FROM %s WHERE epoch = ?".formatted(fences), epoch);
  }

  /** Which groups the members serve. */
  Set<String> served(Connection on) throws SQLException {
    return Set.copyOf(
        new HashSet<>(
            Rows.all(on, "SELECT grp FROM %s".formatted(serving), row -> row.getString(1))));
  }

  /** The groups that a member serves from now on, beside those before. */
  void serve(Connection on, Identity me, Set<String> groups) throws SQLException {
    Set<String> added = new TreeSet<>(groups);
    Rows.all(
            on,
            "SELECT grp FROM %s WHERE epoch = ?".formatted(serving),
            row -> row.getString(1),
            me.epoch())
        .forEach(added::remove);
    for (String group : added) {
      Rows.update(
          on, "INSERT INTO %s (epoch, grp) VALUES (?, ?)".formatted(serving), me.epoch(), group);
    }
  }

  private void serveNothing(Connection on, long epoch) throws SQLException {
    Rows.update(on, "DELETE FROM %s WHERE epoch = ?".formatted(serving), epoch);
  }

  void deleteMember(Connection on, long epoch) throws SQLException {
    serveNothing(on, epoch);
    Rows.update(on, "DELETE FROM %s WHERE epoch = ?".formatted(members), epoch);
  }

  /** Whether there was a member with that lease. */
  boolean deleteMember(Connection on, long epoch, long lease) throws SQLException {
    boolean wasThere =
        Rows.update(
                on,
                "DELETE FROM %s WHERE epoch = ? AND lease_until = ?".formatted(members),
                epoch,
                lease)
            == 1;
    if (wasThere) {
      serveNothing(on, epoch);
    }
    return wasThere;
  }

  /** The members there are, and whether each of them is up. */
  Map<Long, Boolean> membersUp(Connection on) throws SQLException {
    Map<Long, Boolean> up = new HashMap<>();
    Rows.all(
        on,
        "SELECT epoch, leaving FROM %s".formatted(members),
        row -> up.put(row.getLong(1), !row.getBoolean(2)));
    return up;
  }

  Optional<String> appOf(Connection on, Identity me) throws SQLException {
    return Rows.one(
        on,
        "SELECT app FROM %s WHERE epoch = ?".formatted(members),
        row -> row.getString(1),
        me.epoch());
  }

  /** The members whose leases are not over. */
  List<Member> living(Connection on) throws SQLException {
    return Rows.all(
        on,
        """
        SELECT epoch, nonce, app, name, link_address, oldest_protocol, newest_protocol, leaving, host_up
        FROM %s WHERE lease_until > %s ORDER BY epoch
        """
            .formatted(members, sql.nowMicros()),
        MemberRows::member);
  }

  /**
   * Whether there is a member that may still come back: its lease is over for a short time only.
   */
  boolean isAnyHeardOf(Connection on) throws SQLException {
    return Rows.one(
            on,
            "SELECT 1 FROM %s WHERE lease_until > %s - %d LIMIT 1"
                .formatted(members, sql.nowMicros(), ClusterStore.SILENT_MILLIS * 1_000L),
            row -> row.getLong(1))
        .isPresent();
  }

  private static Member member(ResultSet row) throws SQLException {
    var profile =
        new Member.Profile(
            row.getString(3), row.getString(4), row.getString(5), row.getInt(6), row.getInt(7));
    Member.State state = row.getBoolean(8) ? Member.State.LEAVING : Member.State.UP;
    return new Member(row.getLong(1), row.getLong(2), profile, state, row.getBoolean(9));
  }

  /** Renews a lease and reads those of all, by one message. */
  Pulse beat(Connection on, Identity me, Set<View> known) throws SQLException {
    String pairs = ViewRows.pairs(known);
    String renew =
        "UPDATE %s SET lease_until = %s + %d WHERE epoch = %d AND nonce = %d"
            .formatted(members, sql.nowMicros(), LEASE_MICROS, me.epoch(), me.nonce());
    String read =
        """
        SELECT cluster.view, cluster.token, cluster.history, %s, %s, member.epoch, member.nonce,
          member.lease_until
        FROM %s AS cluster LEFT JOIN %s AS member ON member.epoch > 0 WHERE cluster.id = 1
        """
            .formatted(
                pairs.isEmpty()
                    ? "0"
                    : "(SELECT count(*) FROM %s WHERE (number, token) IN (%s))"
                        .formatted(views, pairs),
                0,
                cluster,
                members);
    long asked = known.stream().filter(view -> !view.equals(View.NONE)).count();
    try (Statement statement = on.createStatement()) {
      boolean isResult = statement.execute(sql.together(renew, read));
      while (!isResult && statement.getUpdateCount() >= 0) {
        isResult = statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        return pulse(row, me, asked);
      }
    }
  }

  private static Pulse pulse(ResultSet row, Identity me, long asked) throws SQLException {
    View view = View.NONE;
    long known = 0;
    boolean isMember = false;
    Map<Long, Long> leases = new TreeMap<>();
    while (row.next()) {
      view = ViewRows.view(row, 1);
      known = row.getLong(4);
      long epoch = row.getLong(6);
      if (!row.wasNull()) {
        leases.put(epoch, row.getLong(8));
        isMember |= epoch == me.epoch() && row.getLong(7) == me.nonce();
      }
    }
    return new Pulse(isMember, known == asked, view, leases);
  }
}
