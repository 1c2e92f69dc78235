package io.actorproxy.statestore.jdbc;

import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rows of types, their groups, and the slots of these. */
final class SlotRows {
  private final String groups;
  private final String types;
  private final String slots;

  SlotRows(ClusterSql sql) {
    this.groups = sql.table("groups");
    this.types = sql.table("types");
    this.slots = sql.table("slots");
  }

  Map<TypeName, String> types(Connection on) throws SQLException {
    Map<TypeName, String> found = new HashMap<>();
    Rows.all(
        on,
        "SELECT system, type, grp FROM %s".formatted(types),
        row -> found.put(new TypeName(row.getString(1), row.getString(2)), row.getString(3)));
    return found;
  }

  /** All groups, with the app of each. */
  Map<String, String> groups(Connection on) throws SQLException {
    Map<String, String> found = new HashMap<>();
    Rows.all(
        on,
        "SELECT grp, app FROM %s".formatted(groups),
        row -> found.put(row.getString(1), row.getString(2)));
    return found;
  }

  /** Makes a group, with slots without owner. */
  void insertGroup(Connection on, String group, String app, long version) throws SQLException {
    Rows.update(on, "INSERT INTO %s (grp, app) VALUES (?, ?)".formatted(groups), group, app);
    try (PreparedStatement statement =
        on.prepareStatement(
            """
            INSERT INTO %s (grp, slot, owner, previous, version, changed)
            VALUES (?, ?, 0, 0, ?, ?)
            """
                .formatted(slots))) {
      for (int number = 0; number < ClusterStore.SLOTS_OF_A_GROUP; number++) {
        statement.setString(1, group);
        statement.setInt(2, number);
        statement.setLong(3, version);
        statement.setLong(4, version);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Deletes a group, with its slots. */
  void deleteGroup(Connection on, String group) throws SQLException {
    Rows.update(on, "DELETE FROM %s WHERE grp = ?".formatted(slots), group);
    Rows.update(on, "DELETE FROM %s WHERE grp = ?".formatted(groups), group);
  }

  void putType(Connection on, TypeName type, String group) throws SQLException {
    byte[] digest = Digest.of(type.system(), type.type(), "");
    Rows.update(on, "DELETE FROM %s WHERE digest = ?".formatted(types), (Object) digest);
    Rows.update(
        on,
        "INSERT INTO %s (digest, system, type, grp) VALUES (?, ?, ?, ?)".formatted(types),
        digest,
        type.system(),
        type.type(),
        group);
  }

  /** The slots of some groups. */
  Map<SlotId, Slot> slotsOf(Connection on, Set<String> ofGroups) throws SQLException {
    return ofGroups.isEmpty()
        ? Map.of()
        : slots(
            on,
            "grp IN (%s)"
                .formatted(
                    Stream.generate(() -> "?").limit(ofGroups.size()).collect(joining(", "))),
            ofGroups.toArray());
  }

  /** The slots that a member owns, or owned before the present owner. */
  Collection<Slot> slotsOf(Connection on, long epoch) throws SQLException {
    return slots(on, "owner = ? OR previous = ?", epoch, epoch).values();
  }

  private Map<SlotId, Slot> slots(Connection on, String where, Object... parameters)
      throws SQLException {
    Map<SlotId, Slot> found = new TreeMap<>();
    Rows.all(
        on,
        "SELECT grp, slot, owner, previous, version FROM %s WHERE %s".formatted(slots, where),
        row -> {
          SlotId id = new SlotId(row.getString(1), row.getInt(2));
          return found.put(id, new Slot(id, row.getLong(3), row.getLong(4), row.getLong(5)));
        },
        parameters);
    return found;
  }

  /** Writes slots that are there. */
  void write(Connection on, Collection<Slot> changed, long view) throws SQLException {
    if (changed.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        on.prepareStatement(
            """
            UPDATE %s SET owner = ?, previous = ?, version = ?, changed = ?
            WHERE grp = ? AND slot = ?
            """
                .formatted(slots))) {
      for (Slot slot : changed) {
        statement.setLong(1, slot.owner());
        statement.setLong(2, slot.previous());
        statement.setLong(3, slot.version());
        statement.setLong(4, view);
        statement.setString(5, slot.id().group());
        statement.setInt(6, slot.id().number());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
