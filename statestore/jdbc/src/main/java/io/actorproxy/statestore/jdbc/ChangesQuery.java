package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what has changed since a view. It is one statement, so that it is all of one moment. */
final class ChangesQuery {
  private final String query;

  ChangesQuery(ClusterSql sql) {
    this.query =
        """
        SELECT 0 AS kind, '' AS a, '' AS b, '' AS c, view AS n1, token AS n2, history AS n3,
          (SELECT count(*) FROM %2$s WHERE number = ? AND token = ?) AS n4, 0 AS n5, 0 AS n6
        FROM %1$s WHERE id = 1
        UNION ALL
        SELECT 1, app, name, link_address, epoch, nonce, oldest_protocol, newest_protocol,
          CASE WHEN leaving THEN 1 ELSE 0 END, CASE WHEN host_up THEN 1 ELSE 0 END FROM %3$s
        UNION ALL SELECT 2, grp, app, '', 0, 0, 0, 0, 0, 0 FROM %4$s
        UNION ALL SELECT 3, system, type, grp, 0, 0, 0, 0, 0, 0 FROM %5$s
        UNION ALL SELECT 5, grp, '', '', epoch, 0, 0, 0, 0, 0 FROM %7$s
        UNION ALL SELECT 4, grp, '', '', slot, owner, previous, version, 0, 0
        FROM %6$s WHERE changed > ?
        """
            .formatted(
                sql.table("cluster"),
                sql.table("views"),
                sql.table("members"),
                sql.table("groups"),
                sql.table("types"),
                sql.table("slots"),
                sql.table("serving"));
  }

  /**
   * What has changed since a view, all of one moment; empty if the store does not know the view.
   */
  Optional<Changes> since(Connection on, View seen) throws SQLException {
    Reading reader = new Reading();
    Rows.all(
        on,
        query,
        row -> {
          reader.read(row);
          return true;
        },
        seen.number(),
        seen.token(),
        seen.number());
    return reader.isKnown || seen.equals(View.NONE)
        ? Optional.of(reader.changes())
        : Optional.empty();
  }

  private static final class Reading {
    private View view = View.NONE;
    private boolean isKnown;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, String> groups = new TreeMap<>();
    private final Map<TypeName, String> types = new HashMap<>();
    private final Map<Long, Set<String>> serving = new HashMap<>();
    private final List<Slot> slots = new ArrayList<>();

    void read(ResultSet row) throws SQLException {
      switch (row.getInt(1)) {
        case 0 -> {
          view = ViewRows.view(row, 5);
          isKnown = row.getLong(8) > 0;
        }
        case 1 -> members.add(member(row));
        case 2 -> groups.put(row.getString(2), row.getString(3));
        case 3 -> types.put(new TypeName(row.getString(2), row.getString(3)), row.getString(4));
        case 5 ->
            serving.computeIfAbsent(row.getLong(5), _ -> new TreeSet<>()).add(row.getString(2));
        default ->
            slots.add(
                new Slot(
                    new SlotId(row.getString(2), row.getInt(5)),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8)));
      }
    }

    private static Member member(ResultSet row) throws SQLException {
      var profile =
          new Member.Profile(
              row.getString(2), row.getString(3), row.getString(4), row.getInt(7), row.getInt(8));
      Member.State state = row.getLong(9) == 1 ? Member.State.LEAVING : Member.State.UP;
      return new Member(row.getLong(5), row.getLong(6), profile, state, row.getLong(10) == 1);
    }

    Changes changes() {
      members.sort(Comparator.comparingLong(Member::epoch));
      return new Changes(view, members, groups, types, serving, slots);
    }
  }
}
