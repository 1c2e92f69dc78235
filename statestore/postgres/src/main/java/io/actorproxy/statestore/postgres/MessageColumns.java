package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.jdbc.Departures;
import io.actorproxy.statestore.jdbc.MessageRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** How messages are written and read. */
final class MessageColumns {

  static final MessageRow ROW =
      new MessageRow((row, column) -> id(row.getObject(column, UUID.class)));

  private MessageColumns() {}

  /** A statement that adds messages, and leaves one that is there as it is. */
  static String add(String table) {
    return """
    INSERT INTO %s
      (id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, dead, content,
        stage, grp, slot, claimed_by)
    SELECT id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, false, content,
      stage, grp, slot, owner
    FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
      ?::bigint[], ?::int[], ?::text[], ?::bytea[], ?::int[], ?::text[], ?::int[])
      AS given (%s, stage, grp, slot)
    CROSS JOIN (SELECT ?::bigint AS owner) AS claim
    ON CONFLICT (id) DO NOTHING
    """
        .formatted(table, MessageRow.COLUMNS);
  }

  /** Runs a statement that {@link #add(String)} has made. */
  static void add(Connection connection, String sql, long owner, Collection<Message> messages)
      throws SQLException {
    Set<MessageId> waiting = Departures.waiting(messages);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns<Message> columns =
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
              .ints(message -> waiting.contains(message.id()) ? 1 : 0)
              .places(Message::place);
      statement.setLong(columns.next(), owner);
      statement.executeUpdate();
    }
  }

  static MessageId id(UUID uuid) {
    return new MessageId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }
}
