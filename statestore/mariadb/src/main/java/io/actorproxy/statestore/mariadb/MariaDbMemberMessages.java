package io.actorproxy.statestore.mariadb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is still to be delivered, as the members of a cluster share it. */
final class MariaDbMemberMessages implements MemberMessages {
  private static final MessageCursor BEGINNING =
      new MessageCursor(Long.MIN_VALUE, new MessageId(0, 0));

  private static final Comparator<Placed> BY_TIME =
      Comparator.comparingLong(Placed::dueAt).thenComparing(Placed::id, MessageTable.BY_ID);

  /** One of many slots gives so many at least. */
  private static final int SHARE_MIN = 16;

  /** A claim is one short transaction; what is left is for the next one. */
  private static final int UNCLAIMED_MAX = 1_000;

  private static final String IS_MEMBER =
      "SELECT 1 FROM actor_proxy_fences WHERE epoch = ? AND nonce = ?";

  /** Looks at one row of each, however many they have claimed. */
  private static final String NEXT_CLAIMANT =
      """
      SELECT min(claimed_by) FROM actor_proxy_messages FORCE INDEX (messages_claimed)
      WHERE claimed_by > %d
      """;

  private static final String MEMBERS = "SELECT epoch FROM actor_proxy_fences WHERE epoch IN (%s)";

  private static final String CLAIMED =
      """
      SELECT id FROM actor_proxy_messages FORCE INDEX (messages_claimed)
      WHERE claimed_by = %d AND %s LIMIT %d
      """;

  /** What may be claimed of one slot and one kind. */
  private static final String CLAIMABLE =
      """
      (SELECT %s FROM actor_proxy_messages FORCE INDEX (messages_by_slot)
      WHERE %s AND claimed_by = 0 AND stage = 0 AND dead = false AND kind = %d AND due_at <= %d
      ORDER BY due_at, id LIMIT %d)
      """;

  private static final String LOCK =
      """
      SELECT %s FROM actor_proxy_messages FORCE INDEX (PRIMARY)
      WHERE id IN (%%s) AND claimed_by = 0 AND stage = 0 AND dead = false AND due_at <= %%d
      FOR UPDATE SKIP LOCKED
      """
          .formatted(MessageClaims.Found.COLUMNS);

  private static final String CLAIM = "UPDATE actor_proxy_messages SET claimed_by = ? WHERE id = ?";

  private static final String UNCLAIM =
      "UPDATE actor_proxy_messages SET claimed_by = 0 WHERE id = ? AND claimed_by = ?";

  private static final String PLACED = "id, system, parent, name, due_at, grp, slot";

  /** Rows of one slot number each, in the order of {@code messages_by_slot}. */
  private static final String WITHOUT_GROUP =
      """
      SELECT %s FROM actor_proxy_messages FORCE INDEX (messages_by_slot)
      WHERE grp IS NULL AND slot IS NOT NULL AND dead = false AND (due_at > ? OR due_at = ? AND id > ?)
      ORDER BY due_at, id LIMIT ?
      """
          .formatted(PLACED);

  private static final String PLACES =
      """
      SELECT %s FROM actor_proxy_messages FORCE INDEX (messages_by_time)
      WHERE kind = ? AND dead = false AND due_at >= ? AND (due_at > ? OR id > ?)
      ORDER BY due_at, id LIMIT ?
      """
          .formatted(PLACED);

  private static final String LOCK_TO_PLACE =
      """
      SELECT id FROM actor_proxy_messages FORCE INDEX (PRIMARY) WHERE id IN (%s) AND dead = false
      FOR UPDATE SKIP LOCKED
      """;

  private static final String PLACE =
      "UPDATE actor_proxy_messages SET grp = ?, slot = ? WHERE id = ?";

  private final Sessions sessions;
  private final MessageClaims claims;

  MariaDbMemberMessages(Sessions sessions, MessageClaims claims) {
    this.sessions = sessions;
    this.claims = claims;
  }

  @Override
  public List<Message> claim(
      Identity me, Set<SlotId> slots, Set<MessageKind> kinds, long now, ClaimLimits limits)
      throws StoreException {
    if (slots.isEmpty()) {
      return List.of();
    }
    return sessions.transaction(
        "claim messages of",
        on -> {
          if (!isMember(on, me)) {
            return List.of();
          }
          for (long ended : ended(on)) {
            unclaim(on, ended, claimed(on, ended, where(slots), UNCLAIMED_MAX));
          }
          return claims.claim(on, kinds, now, limits, new Claimant(me, List.copyOf(slots)));
        });
  }

  private static boolean isMember(Connection on, Identity me) throws SQLException {
    try (PreparedStatement statement = on.prepareStatement(IS_MEMBER)) {
      statement.setLong(1, me.epoch());
      statement.setLong(2, me.nonce());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Those that have claimed something and are no members. */
  private static List<Long> ended(Connection on) throws SQLException {
    List<Long> claimants = new ArrayList<>();
    try (Statement statement = on.createStatement()) {
      long last = Long.MIN_VALUE;
      while (true) {
        try (ResultSet row = statement.executeQuery(NEXT_CLAIMANT.formatted(last))) {
          row.next();
          last = row.getLong(1);
          if (row.wasNull()) {
            break;
          }
        }
        claimants.add(last);
      }
      claimants.remove(Long.valueOf(0));
      if (!claimants.isEmpty()) {
        String those = claimants.stream().map(String::valueOf).collect(joining(","));
        try (ResultSet row = statement.executeQuery(MEMBERS.formatted(those))) {
          while (row.next()) {
            claimants.remove(Long.valueOf(row.getLong(1)));
          }
        }
      }
    }
    return claimants;
  }

  /** Rows of slots, in the order of an index that begins with group and number. */
  private static String where(Set<SlotId> slots) {
    return slots.stream().map(MariaDbMemberMessages::where).collect(joining(" OR ", "(", ")"));
  }

  private static String where(SlotId slot) {
    String group = HexFormat.of().formatHex(slot.group().getBytes(UTF_8));
    return "(grp = _utf8mb4 x'%s' AND slot = %d)".formatted(group, slot.number());
  }

  private static List<MessageId> claimed(Connection on, long owner, String condition, int limit)
      throws SQLException {
    List<MessageId> ids = new ArrayList<>();
    try (Statement statement = on.createStatement();
        ResultSet row = statement.executeQuery(CLAIMED.formatted(owner, condition, limit))) {
      while (row.next()) {
        ids.add(MessageId.of(row.getBytes(1)));
      }
    }
    return ids;
  }

  private static void unclaim(Connection on, long owner, List<MessageId> ids) throws SQLException {
    Bulk.<MessageId>run(
        on,
        UNCLAIM,
        ids.stream().sorted(MessageTable.BY_ID).toList(),
        (statement, id) -> {
          statement.setBytes(1, id.toBytes());
          statement.setLong(2, owner);
        });
  }

  /** What is asked of one slot and one kind. */
  private record Question(SlotId slot, MessageKind kind) {
    static List<Question> all(Iterable<SlotId> slots, Set<MessageKind> kinds) {
      List<Question> all = new ArrayList<>();
      for (SlotId slot : slots) {
        kinds.forEach(kind -> all.add(new Question(slot, kind)));
      }
      return all;
    }

    String ask(String columns, long now, int limit) {
      return CLAIMABLE.formatted(columns, where(slot), kind.number(), now, limit);
    }
  }

  private record Claimant(Identity me, List<SlotId> slots) implements MessageClaims.Claimant {
    /**
     * What waits in the slots of others, however much, costs nothing. Messages are locked when the
     * first of all are known, and looked at again then.
     */
    @Override
    public List<MessageClaims.Found> due(Connection on, Set<MessageKind> kinds, long now, int limit)
        throws SQLException {
      int share = Math.min(limit, Math.max(SHARE_MIN, 2 * limit / slots.size()));
      List<MessageClaims.Found> found = new ArrayList<>();
      Bulk.union(
          on,
          Question.all(slots, kinds),
          (_, question) -> question.ask(MessageClaims.Found.COLUMNS, now, share),
          row -> found.add(MessageClaims.Found.in(row)));
      List<MessageClaims.Found> locked = new ArrayList<>();
      Bulk.select(
          on,
          LOCK.formatted("%s", now),
          found.stream()
              .sorted(MessageClaims.Found.BY_TIME)
              .limit(limit)
              .map(one -> one.message().id().toBytes())
              .toList(),
          row -> locked.add(MessageClaims.Found.in(row)));
      return locked;
    }

    @Override
    public String behind() {
      return "AND claimed_by = 0";
    }

    @Override
    public void mark(Connection on, List<MessageId> ids) throws SQLException {
      Bulk.<MessageId>run(
          on,
          CLAIM,
          ids,
          (statement, id) -> {
            statement.setLong(1, me.epoch());
            statement.setBytes(2, id.toBytes());
          });
    }
  }

  @Override
  public int forgetClaims(Identity me, Set<MessageId> known) throws StoreException {
    return sessions.transaction(
        "release messages in",
        on -> {
          List<MessageId> unknown = claimed(on, me.epoch(), "grp IS NOT NULL", Integer.MAX_VALUE);
          unknown.removeAll(known);
          unclaim(on, me.epoch(), unknown);
          return unknown.size();
        });
  }

  @Override
  public Optional<Long> nextDue(Set<SlotId> slots, Set<MessageKind> kinds) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          List<Long> first = new ArrayList<>();
          Bulk.union(
              on,
              Question.all(slots, kinds),
              (_, question) -> question.ask("due_at", Long.MAX_VALUE, 1),
              row -> first.add(row.getLong(1)));
          return first.stream().min(Comparator.naturalOrder());
        });
  }

  @Override
  public List<Placed> withoutGroup(Optional<MessageCursor> after, int limit) throws StoreException {
    MessageCursor last = after.orElse(BEGINNING);
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(WITHOUT_GROUP)) {
            statement.setLong(1, last.dueAt());
            statement.setLong(2, last.dueAt());
            statement.setBytes(3, last.id().toBytes());
            statement.setInt(4, limit);
            return placed(statement);
          }
        });
  }

  @Override
  public List<Placed> places(Optional<MessageCursor> after, int limit) throws StoreException {
    MessageCursor last = after.orElse(BEGINNING);
    return sessions.single(
        "read messages of",
        on -> {
          List<Placed> found = new ArrayList<>();
          try (PreparedStatement statement = on.prepareStatement(PLACES)) {
            for (MessageKind kind : MessageKind.values()) {
              statement.setInt(1, kind.number());
              statement.setLong(2, last.dueAt());
              statement.setLong(3, last.dueAt());
              statement.setBytes(4, last.id().toBytes());
              statement.setInt(5, limit);
              found.addAll(placed(statement));
            }
          }
          return found.stream().sorted(BY_TIME).limit(limit).toList();
        });
  }

  private static List<Placed> placed(PreparedStatement query) throws SQLException {
    List<Placed> found = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        int number = row.getInt(7);
        @Nullable MessagePlace place =
            row.wasNull() ? null : new MessagePlace(row.getString(6), number);
        found.add(
            new Placed(
                MessageId.of(row.getBytes(1)),
                new ActorKey(row.getString(2), row.getString(3), row.getString(4)),
                row.getLong(5),
                place));
      }
    }
    return found;
  }

  @Override
  public void place(Map<MessageId, MessagePlace> places) throws StoreException {
    sessions.transaction(
        "place messages in",
        on -> {
          List<MessageId> locked = new ArrayList<>();
          Bulk.select(
              on,
              LOCK_TO_PLACE,
              places.keySet().stream().map(MessageId::toBytes).toList(),
              row -> locked.add(MessageId.of(row.getBytes(1))));
          Bulk.<MessageId>run(
              on,
              PLACE,
              locked,
              (statement, id) -> {
                MessagePlace place = requireNonNull(places.get(id));
                statement.setString(1, place.group());
                statement.setInt(2, place.number());
                statement.setBytes(3, id.toBytes());
              });
          return locked;
        });
  }
}
