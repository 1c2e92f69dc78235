package io.actorproxy.statestore.postgres;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is still to be delivered, as the members of a cluster share it. */
final class PostgresMemberMessages implements MemberMessages {
  private static final MessageCursor BEGINNING =
      new MessageCursor(Long.MIN_VALUE, new MessageId(0, 0));

  /** One of many slots gives so many at least. */
  private static final int SHARE_MIN = 16;

  private final Sessions sessions;
  private final MemberStatements sql;
  private final MessageClaims claims;

  /**
   * @param table of messages, as statements write it
   */
  PostgresMemberMessages(Sessions sessions, String table, String fences, MessageClaims claims) {
    this.sessions = sessions;
    this.sql = new MemberStatements(table, fences);
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
        on ->
            isMember(on, me, slots)
                ? claims.claim(on, kinds, now, limits, new Claimant(me, slots))
                : List.of());
  }

  /** Returns whether it still is one; if so, claims in its slots of those that are not are none. */
  private boolean isMember(Connection on, Identity me, Set<SlotId> slots) throws SQLException {
    boolean isMember = false;
    List<Long> ended = new ArrayList<>();
    try (PreparedStatement statement = on.prepareStatement(sql.claimants())) {
      statement.setLong(1, me.epoch());
      statement.setLong(2, me.nonce());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getLong(1) == 0) {
            isMember = true;
          } else {
            ended.add(row.getLong(1));
          }
        }
      }
    }
    if (isMember && !ended.isEmpty()) {
      try (PreparedStatement statement = on.prepareStatement(sql.unclaim())) {
        statement.setArray(1, on.createArrayOf("int8", ended.toArray()));
        bind(statement, 2, slots);
        statement.executeUpdate();
      }
    }
    return isMember;
  }

  /** Sets two parameters, and returns the position of the next one. */
  private static int bind(PreparedStatement statement, int first, Set<SlotId> slots)
      throws SQLException {
    Connection on = statement.getConnection();
    Object[] groups = slots.stream().map(SlotId::group).toArray();
    Object[] numbers = slots.stream().map(SlotId::number).toArray();
    statement.setArray(first, on.createArrayOf("text", groups));
    statement.setArray(first + 1, on.createArrayOf("int4", numbers));
    return first + 2;
  }

  private static int bindKinds(PreparedStatement statement, int first, Set<MessageKind> kinds)
      throws SQLException {
    Object[] numbers = kinds.stream().map(MessageKind::number).toArray();
    statement.setArray(first, statement.getConnection().createArrayOf("int4", numbers));
    return first + 1;
  }

  private final class Claimant implements MessageClaims.Claimant {
    private final Identity me;
    private final Set<SlotId> slots;

    Claimant(Identity me, Set<SlotId> slots) {
      this.me = me;
      this.slots = slots;
    }

    @Override
    public PreparedStatement due(Connection on, Set<MessageKind> kinds, long now, int limit)
        throws SQLException {
      PreparedStatement statement = on.prepareStatement(sql.due());
      int next = bindKinds(statement, bind(statement, 1, slots), kinds);
      statement.setLong(next, now);
      statement.setInt(next + 1, Math.min(limit, Math.max(SHARE_MIN, 2 * limit / slots.size())));
      statement.setInt(next + 2, limit);
      statement.setLong(next + 3, now);
      return statement;
    }

    @Override
    public String behind() {
      return sql.behind();
    }

    @Override
    public PreparedStatement claim(Connection on) throws SQLException {
      PreparedStatement statement = on.prepareStatement(sql.claim());
      statement.setLong(1, me.epoch());
      return statement;
    }

    @Override
    public int idsOfClaim() {
      return 2;
    }
  }

  @Override
  public int forgetClaims(Identity me, Set<MessageId> known) throws StoreException {
    return sessions.single(
        "release messages in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.forget())) {
            statement.setLong(1, me.epoch());
            Object[] ids = known.stream().map(Columns::uuid).toArray();
            statement.setArray(2, on.createArrayOf("uuid", ids));
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public Optional<Long> nextDue(Set<SlotId> slots, Set<MessageKind> kinds) throws StoreException {
    if (slots.isEmpty()) {
      return Optional.empty();
    }
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.nextDue())) {
            bindKinds(statement, bind(statement, 1, slots), kinds);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              long first = row.getLong(1);
              return row.wasNull() ? Optional.empty() : Optional.of(first);
            }
          }
        });
  }

  @Override
  public List<Placed> withoutGroup(Optional<MessageCursor> after, int limit) throws StoreException {
    return page(sql.withoutGroup(), after, limit, 1);
  }

  @Override
  public List<Placed> places(Optional<MessageCursor> after, int limit) throws StoreException {
    return page(sql.places(), after, limit, 2);
  }

  /**
   * @param limits how many parameters say the limit
   */
  private List<Placed> page(String query, Optional<MessageCursor> after, int limit, int limits)
      throws StoreException {
    MessageCursor place = after.orElse(BEGINNING);
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(query)) {
            statement.setLong(1, place.dueAt());
            statement.setObject(2, Columns.uuid(place.id()));
            for (int i = 0; i < limits; i++) {
              statement.setInt(3 + i, limit);
            }
            return placed(statement);
          }
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
                MessageColumns.id(row.getObject(1, UUID.class)),
                new ActorKey(row.getString(2), row.getString(3), row.getString(4)),
                row.getLong(5),
                place));
      }
    }
    return found;
  }

  @Override
  public void place(Map<MessageId, MessagePlace> places) throws StoreException {
    if (places.isEmpty()) {
      return;
    }
    sessions.single(
        "place messages in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.place())) {
            new Columns<Map.Entry<MessageId, MessagePlace>>(statement, places.entrySet())
                .ids(Map.Entry::getKey)
                .places(Map.Entry::getValue);
            return statement.executeUpdate();
          }
        });
  }
}
