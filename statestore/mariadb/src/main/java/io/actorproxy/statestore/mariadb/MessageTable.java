package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.jdbc.Departures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How rows of messages are locked, written and read. */
final class MessageTable {

  /** The columns that are a message, in the order in which they are read. */
  static final String COLUMNS =
      "id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, content";

  /** The columns that are the head of a message. */
  static final String HEAD =
      "id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, length(content),"
          + " dead";

  /** The order of ids, which all proxies keep to. */
  static final Comparator<MessageId> BY_ID =
      Comparator.comparing(MessageId::high, Long::compareUnsigned)
          .thenComparing(MessageId::low, Long::compareUnsigned);

  private static final String LOCK =
      """
      SELECT id, lane, sequence FROM actor_proxy_messages FORCE INDEX (PRIMARY)
      WHERE id IN (%s) FOR UPDATE
      """;

  private static final String ADD =
      """
      INSERT INTO actor_proxy_messages (%s, stage, dead)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false)
      ON DUPLICATE KEY UPDATE id = VALUES(id)
      """
          .formatted(COLUMNS);

  private static final String REMOVE = "DELETE FROM actor_proxy_messages WHERE id = ?";

  private MessageTable() {}

  /** The place of a message. */
  record Place(long lane, long sequence) {}

  /** Locks messages, and returns those that are there. */
  static Map<MessageId, Place> lock(Connection connection, Collection<MessageId> ids)
      throws SQLException {
    Map<MessageId, Place> found = new HashMap<>();
    Bulk.select(
        connection,
        LOCK,
        ids.stream().distinct().map(MessageId::toBytes).toList(),
        row -> found.put(MessageId.of(row.getBytes(1)), new Place(row.getLong(2), row.getLong(3))));
    return found;
  }

  /** Adds messages; one that is there stays as it is. */
  static void add(Connection connection, Collection<Message> messages) throws SQLException {
    Set<MessageId> waiting = Departures.waiting(messages);
    Bulk.<Message>run(
        connection,
        ADD,
        messages.stream().sorted(Comparator.comparing(Message::id, BY_ID)).toList(),
        message -> message.content().length,
        (statement, message) -> {
          bind(statement, message);
          statement.setInt(12, waiting.contains(message.id()) ? 1 : 0);
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

  /** All messages that a query selects as {@link #COLUMNS} says. */
  static List<Message> read(PreparedStatement query) throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        messages.add(message(row));
      }
    }
    return messages;
  }

  static Message message(ResultSet row) throws SQLException {
    return new Message(
        MessageId.of(row.getBytes(1)),
        MessageKind.of(row.getInt(2)),
        new ActorKey(row.getString(3), row.getString(4), row.getString(5)),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getInt(9),
        row.getString(10),
        row.getBytes(11));
  }

  /** All heads of messages that a query selects as {@link #HEAD} says. */
  static List<MessageHead> heads(PreparedStatement query) throws SQLException {
    List<MessageHead> heads = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        heads.add(
            new MessageHead(
                MessageId.of(row.getBytes(1)),
                MessageKind.of(row.getInt(2)),
                new ActorKey(row.getString(3), row.getString(4), row.getString(5)),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getInt(9),
                row.getString(10),
                row.getInt(11),
                row.getBoolean(12)));
      }
    }
    return heads;
  }
}
