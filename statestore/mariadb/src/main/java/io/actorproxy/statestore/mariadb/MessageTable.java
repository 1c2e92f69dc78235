package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.jdbc.Departures;
import io.actorproxy.statestore.jdbc.MessageRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How rows of messages are locked, written and read. */
final class MessageTable {

  /** The order of ids, which all proxies keep to. */
  static final Comparator<MessageId> BY_ID =
      Comparator.comparing(MessageId::high, Long::compareUnsigned)
          .thenComparing(MessageId::low, Long::compareUnsigned);

  private static final String LOCK =
      """
      SELECT id, lane, sequence, claimed_by, due_at, attempts, dead FROM actor_proxy_messages FORCE INDEX (PRIMARY)
      WHERE id IN (%s) FOR UPDATE
      """;

  private static final String ADD =
      """
      INSERT INTO actor_proxy_messages (%s, stage, claimed_by, grp, slot, dead)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false)
      ON DUPLICATE KEY UPDATE id = VALUES(id)
      """
          .formatted(MessageRow.COLUMNS);

  private static final String REMOVE = "DELETE FROM actor_proxy_messages WHERE id = ?";

  private MessageTable() {}

  /** The place of a message, which process has claimed it until when, and its result so far. */
  record Place(long lane, long sequence, long claimedBy, long dueAt, int attempts, boolean isDead) {
    boolean isClaimOf(long owner, long until) {
      return claimedBy == owner && dueAt == until;
    }

    /** Whether the result of the delivery is stored by the owner now, or was before. */
    boolean takes(Attempt attempt, long owner) {
      boolean isUnclaimed = claimedBy == MessageStore.UNCLAIMED;
      return (isUnclaimed || claimedBy == owner) && dueAt == attempt.lease()
          || isUnclaimed
              && !attempt.dead()
              && dueAt == attempt.dueAt()
              && attempts == attempt.attempts();
    }
  }

  /** Locks messages, and returns those that are there. */
  static Map<MessageId, Place> lock(Connection connection, Collection<MessageId> ids)
      throws SQLException {
    Map<MessageId, Place> found = new HashMap<>();
    Bulk.select(
        connection,
        LOCK,
        ids.stream().distinct().map(MessageId::toBytes).toList(),
        row ->
            found.put(
                MessageId.of(row.getBytes(1)),
                new Place(
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getInt(6),
                    row.getBoolean(7))));
    return found;
  }

  /** Those that another owner has claimed. */
  static Set<MessageId> ofOthers(long owner, Map<MessageId, Place> locked) {
    return locked.entrySet().stream()
        .filter(found -> found.getValue().claimedBy() != MessageStore.UNCLAIMED)
        .filter(found -> found.getValue().claimedBy() != owner)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Those of the given that are alive and hold for none of what is given of them. */
  static <T> Set<MessageId> aliveBut(
      Map<MessageId, Place> locked,
      List<T> given,
      Function<T, MessageId> id,
      BiPredicate<Place, T> holds) {
    Set<MessageId> left = new HashSet<>();
    locked.forEach(
        (found, place) -> {
          if (!place.isDead()) {
            left.add(found);
          }
        });
    for (T one : given) {
      Place place = locked.get(id.apply(one));
      if (place != null && holds.test(place, one)) {
        left.remove(id.apply(one));
      }
    }
    return left;
  }

  /** Adds messages; one that is there stays as it is. */
  static void add(Connection connection, long owner, Collection<Message> messages)
      throws SQLException {
    Set<MessageId> waiting = Departures.waiting(messages);
    Bulk.<Message>run(
        connection,
        ADD,
        messages.stream().sorted(Comparator.comparing(Message::id, BY_ID)).toList(),
        message -> message.content().length,
        (statement, message) -> {
          bind(statement, message);
          statement.setInt(12, waiting.contains(message.id()) ? 1 : 0);
          statement.setLong(13, owner);
          var place = message.place();
          statement.setString(14, place == null ? null : place.group());
          statement.setObject(15, place == null ? null : place.number(), Types.SMALLINT);
        });
  }

  private static void bind(PreparedStatement statement, Message message) throws SQLException {
    statement.setBytes(1, message.id().toBytes());
    statement.setInt(2, message.kind().number());
    statement.setString(3, message.target().system());
    statement.setString(4, message.target().parent());
    statement.setString(5, message.target().name());
    statement.setLong(6, message.lane());
    statement.setLong(7, message.sequence());
    statement.setLong(8, message.dueAt());
    statement.setInt(9, message.attempts());
    statement.setString(10, message.failure());
    statement.setBytes(11, message.content());
  }

  /** Removes messages that are locked, and puts forward what waits for them. */
  static void remove(Connection connection, Collection<MessageId> ids, Map<MessageId, Place> locked)
      throws SQLException {
    List<MessageId> there = ids.stream().filter(locked::containsKey).sorted(BY_ID).toList();
    Bulk.<MessageId>run(
        connection, REMOVE, there, (statement, id) -> statement.setBytes(1, id.toBytes()));
    putForward(connection, there, locked);
  }

  /** Puts forward what waits for messages that have gone, or are dead. */
  static void putForward(
      Connection connection, Collection<MessageId> ids, Map<MessageId, Place> locked)
      throws SQLException {
    Departures gone = new Departures();
    for (MessageId id : ids) {
      Place place = locked.get(id);
      if (place != null) {
        gone.add(place.lane(), place.sequence());
      }
    }
    LaneStages.putForward(connection, gone);
  }
}
