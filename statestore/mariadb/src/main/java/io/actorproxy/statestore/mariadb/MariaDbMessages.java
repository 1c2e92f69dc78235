package io.actorproxy.statestore.mariadb;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Selection;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.MessageRow;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is still to be delivered.
 *
 * <p>What is asked of several kinds is asked of each by itself, along its part of the index by
 * time, and then put together: messages of one kind, however many, do not slow down those of
 * another.
 */
final class MariaDbMessages implements MessageStore {

  private static final Comparator<Message> BY_TIME =
      Comparator.comparingLong(Message::dueAt).thenComparing(Message::id, MessageTable.BY_ID);

  private static final Comparator<MessageHead> HEADS_BY_TIME =
      Comparator.comparingLong(MessageHead::dueAt)
          .thenComparing(MessageHead::id, MessageTable.BY_ID);

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
          .formatted(Found.COLUMNS);

  /**
   * Whether those are the first of their lanes, asked with a newer view of the table than that of
   * the statement before: that one sees rows that were committed while it ran, but not what was
   * committed together with them.
   */
  private static final String FIRST =
      """
      SELECT id FROM actor_proxy_messages AS message FORCE INDEX (PRIMARY) WHERE id IN (%s)
      AND (lane = 0 OR NOT EXISTS (
        SELECT 1 FROM actor_proxy_messages AS earlier FORCE INDEX (messages_by_lane)
        WHERE earlier.lane = message.lane AND earlier.sequence < message.sequence
        AND earlier.dead = false))
      """;

  /** What comes next in a lane behind a message. */
  private static final String BEHIND =
      "(SELECT "
          + Found.COLUMNS
          + " FROM actor_proxy_messages FORCE INDEX (messages_by_lane) WHERE lane = %d AND sequence"
          + " > %d AND dead = false ORDER BY sequence LIMIT %d)";

  private static final String LOCK_DUE =
      """
      SELECT id FROM actor_proxy_messages FORCE INDEX (PRIMARY)
      WHERE id IN (%s) AND dead = false AND due_at <= %d FOR UPDATE SKIP LOCKED
      """;

  private static final String READ =
      "SELECT %s FROM actor_proxy_messages FORCE INDEX (PRIMARY) WHERE id IN (%%s)"
          .formatted(MessageRow.COLUMNS);

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

  private static final String NEXT_DUE =
      """
      SELECT due_at FROM actor_proxy_messages FORCE INDEX (messages_by_stage)
      WHERE stage = 0 AND dead = false AND kind = ? ORDER BY due_at LIMIT 1
      """;

  private static final String FIND =
      "SELECT %s FROM actor_proxy_messages WHERE id = ?".formatted(MessageRow.COLUMNS);

  private static final String PAGE =
      """
      SELECT %s FROM actor_proxy_messages FORCE INDEX (messages_by_time)
      WHERE kind = ? AND dead = ? AND due_at >= ? AND (due_at > ? OR id > ?)
      ORDER BY due_at, id LIMIT ?
      """
          .formatted(MessageRow.COLUMNS);

  private static final String HEAD =
      "SELECT %s FROM actor_proxy_messages WHERE id = ?".formatted(MessageRow.head("dead"));

  private static final String HEADS =
      """
      SELECT %s FROM actor_proxy_messages FORCE INDEX (messages_by_time)
      WHERE kind = ? AND dead = ? AND due_at >= ? AND (due_at > ? OR id > ?)
      ORDER BY due_at, id LIMIT ?
      """
          .formatted(MessageRow.head("dead"));

  private static final String COUNT =
      "SELECT count(*) FROM actor_proxy_messages WHERE dead = ? AND kind IN (%s)";

  private static final String REMOVE_DEAD =
      "DELETE FROM actor_proxy_messages WHERE id = ? AND dead = true";

  private static final String TOTALS =
      """
      SELECT sum(dead = false), sum(if(dead, 0, length(content))), sum(dead = false AND kind = 3),
        sum(dead), sum(if(dead, length(content), 0)) FROM actor_proxy_messages
      """;

  private static final String TIME =
      "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000";

  private final Sessions sessions;

  /** The last lane that was looked at, in search of one that was left behind. */
  private final AtomicLong searched = new AtomicLong(Long.MIN_VALUE);

  MariaDbMessages(Sessions sessions) {
    this.sessions = sessions;
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
        on -> {
          Due due = due(on, kinds, now, limits.messages());
          // Those that must wait may have hidden others.
          while (!due.waiting().isEmpty() && LaneStages.moveBack(on, due.waiting()) > 0) {
            due = due(on, kinds, now, limits.messages());
          }
          Selection selection = new Selection(limits);
          due.first().forEach(found -> selection.takeFirst(found.message()));
          takeBehind(on, selection, kinds, now);
          List<MessageId> claimed = selection.ids();
          if (claimed.isEmpty()) {
            searched.set(LaneStages.search(on, searched.get()));
          }
          lease(on, owner, claimed, leaseUntil);
          return read(on, claimed);
        });
  }

  private static void takeBehind(
      Connection connection, Selection selection, Set<MessageKind> kinds, long now)
      throws SQLException {
    List<Selection.Candidate> leaders = selection.leaders();
    int most = selection.howManyBehind();
    Map<Long, List<Found>> behind = new HashMap<>();
    List<byte[]> ids = new ArrayList<>();
    Bulk.union(
        connection,
        leaders,
        (_, leader) -> BEHIND.formatted(leader.lane(), leader.sequence(), most),
        row -> {
          Found next = Found.in(row);
          behind.computeIfAbsent(next.message().lane(), _ -> new ArrayList<>()).add(next);
          ids.add(next.message().id().toBytes());
        });
    // What others have locked may stay, and nothing behind that may go.
    Set<MessageId> locked = new HashSet<>();
    Bulk.select(
        connection,
        LOCK_DUE.formatted("%s", now),
        ids,
        row -> locked.add(MessageId.of(row.getBytes(1))));
    for (Selection.Candidate leader : leaders) {
      List<Found> lane = behind.getOrDefault(leader.lane(), new ArrayList<>());
      lane.sort(Comparator.comparingLong(next -> next.message().sequence()));
      for (Found next : lane) {
        if (!locked.contains(next.message().id())
            || !kinds.contains(next.message().kind())
            || !selection.takeBehind(leader, next.message())) {
          break;
        }
      }
    }
  }

  private static void lease(Connection connection, long owner, List<MessageId> ids, long until)
      throws SQLException {
    Bulk.<MessageId>run(
        connection,
        LEASE,
        ids,
        (statement, id) -> {
          statement.setLong(1, until);
          statement.setLong(2, owner);
          statement.setBytes(3, id.toBytes());
        });
  }

  /** Messages in the order of their ids. */
  private static List<Message> read(Connection connection, List<MessageId> ids)
      throws SQLException {
    Map<MessageId, Message> found = new HashMap<>();
    Bulk.select(
        connection,
        READ,
        ids.stream().map(MessageId::toBytes).toList(),
        row -> {
          Message message = MessageRow.OF_BYTES.read(row);
          found.put(message.id(), message);
        });
    return ids.stream().map(id -> requireNonNull(found.get(id))).toList();
  }

  /** What a claim has to know of a message. */
  private record Found(Selection.Candidate message, long dueAt) {
    static final String COLUMNS =
        "id, kind, lane, sequence, failure = '' AS fresh, length(content) AS bytes, due_at";

    static final Comparator<Found> BY_TIME =
        Comparator.comparingLong(Found::dueAt)
            .thenComparing(found -> found.message().id(), MessageTable.BY_ID);

    static Found in(ResultSet row) throws SQLException {
      return new Found(MessageRow.OF_BYTES.candidate(row), row.getLong(7));
    }
  }

  /** Messages that are due: the first of their lanes, and those that must wait. */
  private record Due(List<Found> first, List<Selection.Candidate> waiting) {}

  private static Due due(Connection connection, Set<MessageKind> kinds, long now, int limit)
      throws SQLException {
    List<Found> due = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      for (MessageKind kind : kinds) {
        statement.setInt(1, kind.number());
        statement.setLong(2, now);
        statement.setInt(3, limit);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            due.add(Found.in(row));
          }
        }
      }
    }
    due.sort(Found.BY_TIME);
    Set<MessageId> first = first(connection, due);
    return new Due(
        due.stream().filter(found -> first.contains(found.message().id())).toList(),
        due.stream().map(Found::message).filter(message -> !first.contains(message.id())).toList());
  }

  private static Set<MessageId> first(Connection connection, List<Found> due) throws SQLException {
    Set<MessageId> first = new HashSet<>();
    List<byte[]> inLanes = new ArrayList<>();
    for (Found found : due) {
      if (found.message().lane() == 0) {
        first.add(found.message().id());
      } else {
        inLanes.add(found.message().id().toBytes());
      }
    }
    Bulk.select(connection, FIRST, inLanes, row -> first.add(MessageId.of(row.getBytes(1))));
    return first;
  }

  /** Sets all parameters but the first, which is the kind. */
  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Asks for each kind and puts the answers together. */
  private static List<Message> merged(
      Connection connection, String sql, Set<MessageKind> kinds, int limit, Binding binding)
      throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (MessageKind kind : kinds) {
        statement.setInt(1, kind.number());
        binding.bind(statement);
        messages.addAll(MessageRow.OF_BYTES.all(statement));
      }
    }
    return messages.stream().sorted(BY_TIME).limit(limit).toList();
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

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          List<Long> firsts = new ArrayList<>();
          try (PreparedStatement statement = on.prepareStatement(NEXT_DUE)) {
            for (MessageKind kind : kinds) {
              statement.setInt(1, kind.number());
              numbers(statement).forEach(firsts::add);
            }
          }
          return firsts.stream().min(Comparator.naturalOrder());
        });
  }

  @Override
  public Optional<Message> find(MessageId id) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(FIND)) {
            statement.setBytes(1, id.toBytes());
            return MessageRow.OF_BYTES.all(statement).stream().findFirst();
          }
        });
  }

  @Override
  public List<Message> list(
      Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException {
    long time = after.map(Message::dueAt).orElse(Long.MIN_VALUE);
    byte[] id = after.map(message -> message.id().toBytes()).orElse(new byte[0]);
    return sessions.single(
        "read messages of",
        on ->
            merged(
                on,
                PAGE,
                kinds,
                limit,
                statement -> {
                  statement.setBoolean(2, dead);
                  statement.setLong(3, time);
                  statement.setLong(4, time);
                  statement.setBytes(5, id);
                  statement.setInt(6, limit);
                }));
  }

  @Override
  public Optional<MessageHead> head(MessageId id) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(HEAD)) {
            statement.setBytes(1, id.toBytes());
            return MessageRow.OF_BYTES.heads(statement).stream().findFirst();
          }
        });
  }

  @Override
  public List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException {
    long time = after.map(MessageCursor::dueAt).orElse(Long.MIN_VALUE);
    byte[] id = after.map(last -> last.id().toBytes()).orElse(new byte[0]);
    return sessions.single(
        "read messages of",
        on -> {
          List<MessageHead> heads = new ArrayList<>();
          try (PreparedStatement statement = on.prepareStatement(HEADS)) {
            for (MessageKind kind : kinds) {
              statement.setInt(1, kind.number());
              statement.setBoolean(2, dead);
              statement.setLong(3, time);
              statement.setLong(4, time);
              statement.setBytes(5, id);
              statement.setInt(6, limit);
              heads.addAll(MessageRow.OF_BYTES.heads(statement));
            }
          }
          return heads.stream().sorted(HEADS_BY_TIME).limit(limit).toList();
        });
  }

  @Override
  public long count(Set<MessageKind> kinds, boolean dead) throws StoreException {
    if (kinds.isEmpty()) {
      return 0;
    }
    String numbers =
        kinds.stream().map(kind -> Integer.toString(kind.number())).collect(joining(","));
    return sessions.single(
        "count messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(COUNT.formatted(numbers))) {
            statement.setBoolean(1, dead);
            return numbers(statement).getFirst();
          }
        });
  }

  @Override
  public Totals totals() throws StoreException {
    return sessions.single(
        "count messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(TOTALS);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return new Totals(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
          }
        });
  }

  private static List<Long> numbers(PreparedStatement query) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        numbers.add(row.getLong(1));
      }
    }
    return numbers;
  }
}
