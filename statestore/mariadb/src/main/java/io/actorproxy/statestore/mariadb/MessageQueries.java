package io.actorproxy.statestore.mariadb;

import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore.Totals;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.MessageRow;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at messages and changes nothing.
 *
 * <p>What is asked of several kinds is asked of each by itself, along its part of the index by
 * time, and then put together: messages of one kind, however many, do not slow down those of
 * another.
 */
final class MessageQueries {
  private static final Comparator<Message> BY_TIME =
      Comparator.comparingLong(Message::dueAt).thenComparing(Message::id, MessageTable.BY_ID);

  private static final Comparator<MessageHead> HEADS_BY_TIME =
      Comparator.comparingLong(MessageHead::dueAt)
          .thenComparing(MessageHead::id, MessageTable.BY_ID);

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

  private static final String TOTALS =
      """
      SELECT sum(dead = false), sum(if(dead, 0, length(content))), sum(dead = false AND kind = 3),
        sum(dead), sum(if(dead, length(content), 0)) FROM actor_proxy_messages
      """;

  private final Sessions sessions;

  MessageQueries(Sessions sessions) {
    this.sessions = sessions;
  }

  Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
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

  Optional<Message> find(MessageId id) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(FIND)) {
            statement.setBytes(1, id.toBytes());
            return MessageRow.OF_BYTES.all(statement).stream().findFirst();
          }
        });
  }

  List<Message> list(Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException {
    long time = after.map(Message::dueAt).orElse(Long.MIN_VALUE);
    byte[] id = after.map(message -> message.id().toBytes()).orElse(new byte[0]);
    return sessions.single(
        "read messages of",
        on -> {
          List<Message> messages = new ArrayList<>();
          try (PreparedStatement statement = on.prepareStatement(PAGE)) {
            for (MessageKind kind : kinds) {
              statement.setInt(1, kind.number());
              statement.setBoolean(2, dead);
              statement.setLong(3, time);
              statement.setLong(4, time);
              statement.setBytes(5, id);
              statement.setInt(6, limit);
              messages.addAll(MessageRow.OF_BYTES.all(statement));
            }
          }
          return messages.stream().sorted(BY_TIME).limit(limit).toList();
        });
  }

  Optional<MessageHead> head(MessageId id) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(HEAD)) {
            statement.setBytes(1, id.toBytes());
            return MessageRow.OF_BYTES.heads(statement).stream().findFirst();
          }
        });
  }

  List<MessageHead> heads(
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

  long count(Set<MessageKind> kinds, boolean dead) throws StoreException {
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

  Totals totals() throws StoreException {
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
