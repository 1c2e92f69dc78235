package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Selection;
import io.actorproxy.statestore.jdbc.Departures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How messages are written and read. */
final class MessageColumns {

  /** The columns that are a message, in the order in which they are read. */
  static final String READ =
      "id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, content";

  /** The columns that are the head of a message. The length is known without the content. */
  static final String HEAD =
      "id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, length(content),"
          + " dead";

  private MessageColumns() {}

  /** A statement that adds messages, and leaves one that is there as it is. */
  static String add(String table) {
    return """
    INSERT INTO %s
      (id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, dead, content,
        stage)
    SELECT id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, false, content,
      stage
    FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
      ?::bigint[], ?::int[], ?::text[], ?::bytea[], ?::int[]) AS given (%s, stage)
    ON CONFLICT (id) DO NOTHING
    """
        .formatted(table, READ);
  }

  /** Runs a statement that {@link #add(String)} has made. */
  static void add(Connection connection, String sql, Collection<Message> messages)
      throws SQLException {
    Set<MessageId> waiting = Departures.waiting(messages);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Columns<Message>(statement, messages)
          .ids(Message::id)
          .ints(message -> message.kind().number())
          .texts(Message::target)
          .longs(Message::lane)
          .longs(Message::sequence)
          .longs(Message::dueAt)
          .ints(Message::attempts)
          .text(Message::failure)
          .bytes(Message::content)
          .ints(message -> waiting.contains(message.id()) ? 1 : 0);
      statement.executeUpdate();
    }
  }

  /** All messages that a query selects as {@link #READ} says. */
  static List<Message> read(PreparedStatement query) throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        messages.add(message(row));
      }
    }
    return messages;
  }

  /** What a claim has to know of a message. */
  static Selection.Candidate candidate(ResultSet row) throws SQLException {
    return new Selection.Candidate(
        id(row.getObject(1, UUID.class)),
        MessageKind.of(row.getInt(2)),
        row.getLong(3),
        row.getLong(4),
        row.getBoolean(5),
        row.getLong(6));
  }

  private static Message message(ResultSet row) throws SQLException {
    return new Message(
        id(row.getObject(1, UUID.class)),
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
                id(row.getObject(1, UUID.class)),
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

  static MessageId id(UUID uuid) {
    return new MessageId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }
}
