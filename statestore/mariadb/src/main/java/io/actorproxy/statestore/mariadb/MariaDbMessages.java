package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is still to be delivered. */
final class MariaDbMessages implements MessageStore {
  /**
   * Two claims at the same time do not wait for each other and do not get the same: one skips what
   * the other has locked, and what it gets to lock it reads as it is then. A later message of a
   * lane is out of reach while the first one is there, even if that is locked.
   */
  private static final String CLAIM =
      """
      SELECT %s FROM actor_proxy_messages FORCE INDEX (messages_by_stage)
      WHERE stage = 0 AND dead = false AND kind = ? AND due_at <= ?
      ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED
      """
          .formatted(MessageClaims.Found.COLUMNS);

  private static final String LEASE =
      "UPDATE actor_proxy_messages SET due_at = ?, claimed_by = ? WHERE id = ?";

  private static final String LEASED =
      """
      SELECT id FROM actor_proxy_messages FORCE INDEX (messages_by_time)
      WHERE kind = ? AND dead = false AND due_at > ? AND due_at <= ? AND claimed_by NOT IN (0, ?)
      """;

  private static final String TAKE_OVER =
      """
      UPDATE actor_proxy_messages SET due_at = ?, claimed_by = 0
      WHERE id = ? AND dead = false AND due_at > ? AND due_at <= ? AND claimed_by NOT IN (0, ?)
      """;

  private static final String RENEW =
      """
      UPDATE actor_proxy_messages SET due_at = ?
      WHERE id = ? AND due_at = ? AND claimed_by = ? AND dead = false
      """;

  private static final String RELEASE =
      "UPDATE actor_proxy_messages SET due_at = ?, claimed_by = 0 WHERE id = ? AND claimed_by = ?";

  private static final String HASTEN =
      """
      UPDATE actor_proxy_messages SET due_at = ?, claimed_by = 0
      WHERE id = ? AND due_at = ? AND dead = false
      """;

  private static final String RECORD =
      """
      UPDATE actor_proxy_messages
      SET attempts = ?, due_at = ?, failure = ?, dead = ?, claimed_by = 0
      WHERE id = ? AND due_at = ? AND claimed_by IN (0, ?) AND dead = false
      """;

  private static final String DEAD =
      """
      SELECT id FROM actor_proxy_messages FORCE INDEX (PRIMARY) WHERE id IN (%s) AND dead = true
      """;

  private static final String REVIVE =
      """
      UPDATE actor_proxy_messages
      SET attempts = 0, due_at = ?, failure = '', dead = false, stage = 0
      WHERE id = ? AND dead = true
      """;

  private static final String REMOVE_DEAD =
      "DELETE FROM actor_proxy_messages WHERE id = ? AND dead = true";

  private static final String TIME =
      "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000";

  private final Sessions sessions;
  private final MessageClaims claims = new MessageClaims();
  private final MessageQueries queries;
  private final Optional<MemberMessages> members;

  /**
   * @param hasCluster whether processes may share them as members of a cluster
   */
  MariaDbMessages(Sessions sessions, boolean hasCluster) {
    this.sessions = sessions;
    this.queries = new MessageQueries(sessions);
    this.members =
        hasCluster ? Optional.of(new MariaDbMemberMessages(sessions, claims)) : Optional.empty();
  }

  @Override
  public OptionalLong epochMillis() throws StoreException {
    return OptionalLong.of(sessions.epochMillis(TIME));
  }

  @Override
  public void add(long owner, List<Message> messages) throws StoreException {
    sessions.transaction(
        "store messages in",
        on -> {
          MessageTable.add(on, owner, messages);
          return messages;
        });
  }

  @Override
  public void remove(List<MessageId> ids) throws StoreException {
    sessions.transaction(
        "remove messages from",
        on -> {
          MessageTable.remove(on, ids, MessageTable.lock(on, ids));
          return ids;
        });
  }

  @Override
  public Set<MessageId> finish(long owner, List<MessageId> ids) throws StoreException {
    return sessions.transaction(
        "remove messages from",
        on -> {
          Map<MessageId, MessageTable.Place> locked = MessageTable.lock(on, ids);
          Set<MessageId> refused = MessageTable.ofOthers(owner, locked);
          MessageTable.remove(
              on, ids.stream().filter(id -> !refused.contains(id)).toList(), locked);
          return refused;
        });
  }

  @Override
  public int takeOver(long owner, long now, long until) throws StoreException {
    return sessions.transaction(
        "take over messages of",
        on -> {
          List<MessageId> leased = new ArrayList<>();
          try (PreparedStatement statement = on.prepareStatement(LEASED)) {
            for (MessageKind kind : MessageKind.values()) {
              statement.setInt(1, kind.number());
              statement.setLong(2, now);
              statement.setLong(3, until);
              statement.setLong(4, owner);
              try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                  leased.add(MessageId.of(row.getBytes(1)));
                }
              }
            }
          }
          Bulk.<MessageId>run(
              on,
              TAKE_OVER,
              leased.stream().sorted(MessageTable.BY_ID).toList(),
              (statement, id) -> {
                statement.setLong(1, now);
                statement.setBytes(2, id.toBytes());
                statement.setLong(3, now);
                statement.setLong(4, until);
                statement.setLong(5, owner);
              });
          return leased.size();
        });
  }

  @Override
  public List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    return sessions.transaction(
        "claim messages of",
        on -> claims.claim(on, kinds, now, limits, new Claimant(owner, leaseUntil)));
  }

  @Override
  public Optional<MemberMessages> ofMembers() {
    return members;
  }

  /** A process that claims by leases, whatever it finds. */
  private record Claimant(long owner, long leaseUntil) implements MessageClaims.Claimant {
    @Override
    public List<MessageClaims.Found> due(Connection on, Set<MessageKind> kinds, long now, int limit)
        throws SQLException {
      List<MessageClaims.Found> due = new ArrayList<>();
      try (PreparedStatement statement = on.prepareStatement(CLAIM)) {
        for (MessageKind kind : kinds) {
          statement.setInt(1, kind.number());
          statement.setLong(2, now);
          statement.setInt(3, limit);
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              due.add(MessageClaims.Found.in(row));
            }
          }
        }
      }
      return due;
    }

    @Override
    public String behind() {
      return "";
    }

    @Override
    public void mark(Connection on, List<MessageId> ids) throws SQLException {
      Bulk.<MessageId>run(
          on,
          LEASE,
          ids,
          (statement, id) -> {
            statement.setLong(1, leaseUntil);
            statement.setLong(2, owner);
            statement.setBytes(3, id.toBytes());
          });
    }
  }

  private static List<Message> sorted(List<Message> messages) {
    return messages.stream().sorted(Comparator.comparing(Message::id, MessageTable.BY_ID)).toList();
  }

  @Override
  public Set<MessageId> renew(long owner, List<Message> claimed, long leaseUntil)
      throws StoreException {
    List<Message> sorted = sorted(claimed);
    return sessions.transaction(
        "renew leases in",
        on -> {
          Map<MessageId, MessageTable.Place> locked =
              MessageTable.lock(on, sorted.stream().map(Message::id).toList());
          Bulk.<Message>run(
              on,
              RENEW,
              sorted,
              (statement, message) -> {
                statement.setLong(1, leaseUntil);
                statement.setBytes(2, message.id().toBytes());
                statement.setLong(3, message.dueAt());
                statement.setLong(4, owner);
              });
          return MessageTable.aliveBut(
              locked,
              sorted,
              Message::id,
              (place, message) ->
                  place.isClaimOf(owner, message.dueAt()) || place.isClaimOf(owner, leaseUntil));
        });
  }

  @Override
  public void release(long owner, List<MessageId> ids, long dueAt) throws StoreException {
    sessions.transaction(
        "release messages in",
        on -> {
          Bulk.<MessageId>run(
              on,
              RELEASE,
              ids.stream().sorted(MessageTable.BY_ID).toList(),
              (statement, id) -> {
                statement.setLong(1, dueAt);
                statement.setBytes(2, id.toBytes());
                statement.setLong(3, owner);
              });
          return ids;
        });
  }

  @Override
  public void hasten(List<Message> seen, long dueAt) throws StoreException {
    sessions.transaction(
        "hasten messages in",
        on -> {
          Bulk.<Message>run(
              on,
              HASTEN,
              sorted(seen),
              (statement, message) -> {
                statement.setLong(1, dueAt);
                statement.setBytes(2, message.id().toBytes());
                statement.setLong(3, message.dueAt());
              });
          return seen;
        });
  }

  @Override
  public void removeDead(List<MessageId> ids) throws StoreException {
    sessions.transaction(
        "remove dead letters from",
        on -> {
          Bulk.<MessageId>run(
              on,
              REMOVE_DEAD,
              ids.stream().sorted(MessageTable.BY_ID).toList(),
              (statement, id) -> statement.setBytes(1, id.toBytes()));
          return ids;
        });
  }

  @Override
  public void revive(List<MessageId> ids, long dueAt) throws StoreException {
    List<MessageId> sorted = ids.stream().sorted(MessageTable.BY_ID).toList();
    sessions.transaction(
        "bring messages back in",
        on -> {
          Map<MessageId, MessageTable.Place> locked = MessageTable.lock(on, sorted);
          Bulk.<MessageId>run(
              on,
              REVIVE,
              sorted,
              (statement, id) -> {
                statement.setLong(1, dueAt);
                statement.setBytes(2, id.toBytes());
              });
          // Thousands of a lane would have to be moved back by the next claim.
          LaneStages.moveBack(on, locked);
          return sorted;
        });
  }

  @Override
  public Set<MessageId> record(long owner, List<Attempt> attempts) throws StoreException {
    List<Attempt> sorted =
        attempts.stream().sorted(Comparator.comparing(Attempt::id, MessageTable.BY_ID)).toList();
    return sessions.transaction(
        "record deliveries in",
        on -> {
          Map<MessageId, MessageTable.Place> locked =
              MessageTable.lock(on, sorted.stream().map(Attempt::id).toList());
          List<MessageId> dying =
              sorted.stream().filter(Attempt::dead).map(Attempt::id).distinct().toList();
          Bulk.<Attempt>run(
              on, RECORD, sorted, (statement, attempt) -> bind(statement, attempt, owner));
          MessageTable.putForward(on, dead(on, dying), locked);
          return MessageTable.aliveBut(
              locked, sorted, Attempt::id, (place, attempt) -> place.takes(attempt, owner));
        });
  }

  private static List<MessageId> dead(Connection connection, List<MessageId> ids)
      throws SQLException {
    List<MessageId> dead = new ArrayList<>();
    Bulk.select(
        connection,
        DEAD,
        ids.stream().map(MessageId::toBytes).toList(),
        row -> dead.add(MessageId.of(row.getBytes(1))));
    return dead;
  }

  private static void bind(PreparedStatement statement, Attempt attempt, long owner)
      throws SQLException {
    statement.setInt(1, attempt.attempts());
    statement.setLong(2, attempt.dueAt());
    statement.setString(3, attempt.failure());
    statement.setBoolean(4, attempt.dead());
    statement.setBytes(5, attempt.id().toBytes());
    statement.setLong(6, attempt.lease());
    statement.setLong(7, owner);
  }

  // --- what only looks

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return queries.nextDue(kinds);
  }

  @Override
  public Optional<Message> find(MessageId id) throws StoreException {
    return queries.find(id);
  }

  @Override
  public List<Message> list(
      Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException {
    return queries.list(kinds, dead, after, limit);
  }

  @Override
  public Optional<MessageHead> head(MessageId id) throws StoreException {
    return queries.head(id);
  }

  @Override
  public List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException {
    return queries.heads(kinds, dead, after, limit);
  }

  @Override
  public long count(Set<MessageKind> kinds, boolean dead) throws StoreException {
    return queries.count(kinds, dead);
  }

  @Override
  public Totals totals() throws StoreException {
    return queries.totals();
  }
}
