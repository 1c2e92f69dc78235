package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Selection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows of messages are read, in all drivers alike but for their ids.
 *
 * @param ids how an id is read
 */
public record MessageRow(IdColumn ids) {

  /** The columns that are a message, in the order in which they are read. */
  public static final String COLUMNS =
      "id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, content";

  /**
   * The columns that are the head of a message, but for the last: whether it is dead. The length is
   * known without the content.
   */
  private static final String HEAD =
      "id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, length(content)";

  /** Rows of tables whose ids are sixteen bytes. */
  public static final MessageRow OF_BYTES =
      new MessageRow((row, column) -> MessageId.of(row.getBytes(column)));

  /** Reads an id from a column. */
  @FunctionalInterface
  public interface IdColumn {
    MessageId read(ResultSet row, int column) throws SQLException;
  }

  /**
   * The columns that are the head of a message, in the order in which they are read.
   *
   * @param dead what says whether the message is dead
   */
  public static String head(String dead) {
    return HEAD + ", " + dead;
  }

  /** The message in a row of {@link #COLUMNS}. */
  public Message read(ResultSet row) throws SQLException {
    return new Message(
        ids.read(row, 1),
        MessageKind.of(row.getInt(2)),
        target(row),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getInt(9),
        row.getString(10),
        row.getBytes(11));
  }

  /** All messages that a query selects as {@link #COLUMNS} says. */
  public List<Message> all(PreparedStatement query) throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        messages.add(read(row));
      }
    }
    return messages;
  }

  /** All heads of messages that a query selects as {@link #head} says. */
  public List<MessageHead> heads(PreparedStatement query) throws SQLException {
    List<MessageHead> heads = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        heads.add(
            new MessageHead(
                ids.read(row, 1),
                MessageKind.of(row.getInt(2)),
                target(row),
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

  private static ActorKey target(ResultSet row) throws SQLException {
    return new ActorKey(row.getString(3), row.getString(4), row.getString(5));
  }

  /**
   * What a claim has to know of a message, in a row that begins with its id, kind, lane, sequence,
   * whether it has not failed, and the length of its content.
   */
  public Selection.Candidate candidate(ResultSet row) throws SQLException {
    return new Selection.Candidate(
        ids.read(row, 1),
        MessageKind.of(row.getInt(2)),
        row.getLong(3),
        row.getLong(4),
        row.getBoolean(5),
        row.getLong(6));
  }
}
