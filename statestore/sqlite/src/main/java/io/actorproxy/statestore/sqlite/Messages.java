package io.actorproxy.statestore.sqlite;

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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is still to be delivered, in the table {@code messages}. Which message of a lane may be
 * claimed is kept by the table's triggers, in the column {@code stage}.
 */
final class Messages implements MessageStore {

  static final String IS_THERE = "SELECT 1 FROM messages WHERE id = ?";

  static final String ADD =
      """
      INSERT INTO messages (system, parent, name, id, kind, lane, sequence, due_at, attempts,
        failure, content, claimed_by, stage)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
      ON CONFLICT (id) DO NOTHING
      """;

  static final String REMOVE = "DELETE FROM messages WHERE id = ?";

  static final String OWNER = "SELECT claimed_by FROM messages WHERE id = ?";

  static final String ALIVE =
      "SELECT claimed_by, due_at, attempts FROM messages WHERE id = ? AND stage <> 2";

  static final String LEASE = "UPDATE messages SET due_at = ?2, claimed_by = ?3 WHERE id = ?1";

  static final String TAKE_OVER =
      """
      UPDATE messages SET due_at = ?2, claimed_by = 0
      WHERE stage IN (0, 1) AND kind IN (1, 2, 3) AND due_at > ?2 AND due_at <= ?3
      AND claimed_by NOT IN (0, ?1)
      """;

  static final String RENEW =
      """
      UPDATE messages SET due_at = ?3
      WHERE id = ?1 AND due_at = ?2 AND claimed_by = ?4 AND stage <> 2
      """;

  static final String RELEASE =
      "UPDATE messages SET due_at = ?2, claimed_by = 0 WHERE id = ?1 AND claimed_by = ?3";

  static final String HASTEN =
      """
      UPDATE messages SET due_at = ?3, claimed_by = 0
      WHERE id = ?1 AND due_at = ?2 AND stage <> 2
      """;

  static final String RECORD =
      """
      UPDATE messages SET attempts = ?2, due_at = ?3, failure = ?4, claimed_by = 0,
        stage = iif(?5, 2, stage)
      WHERE id = ?1 AND due_at = ?6 AND claimed_by IN (0, ?7) AND stage <> 2
      """;

  static final String REMOVE_DEAD = "DELETE FROM messages WHERE id = ?1 AND stage = 2";

  static final String REVIVE =
      """
      UPDATE messages SET attempts = 0, due_at = ?2, failure = '', stage = 0
      WHERE id = ?1 AND stage = 2
      """;

  static final String FIND = "SELECT %s FROM messages WHERE id = ?".formatted(MessageRow.COLUMNS);

  static final String DUE =
      Rows.merged(Rows.CANDIDATE, "due_at, id", "AND due_at <= ?4", "?5", Rows.CLAIMABLE);

  static final String BEHIND =
      """
      SELECT %s FROM messages WHERE lane = ?1 AND lane <> 0 AND stage = 1 AND sequence > ?2
      ORDER BY sequence LIMIT ?3
      """
          .formatted(Rows.CANDIDATE);

  static final String FIRST_DUE =
      Rows.merged("due_at", "due_at", "", "1", Rows.CLAIMABLE, Rows.WAITING);

  static final String LIST_ALIVE =
      Rows.merged(
          MessageRow.COLUMNS,
          "due_at, id",
          "AND (due_at, id) > (?4, ?5)",
          "?6",
          Rows.CLAIMABLE,
          Rows.WAITING);

  static final String LIST_DEAD =
      Rows.merged(MessageRow.COLUMNS, "due_at, id", "AND (due_at, id) > (?4, ?5)", "?6", Rows.DEAD);

  static final String HEAD = "SELECT %s FROM messages WHERE id = ?".formatted(Rows.HEAD);

  static final String HEADS_ALIVE =
      Rows.merged(
          Rows.HEAD,
          "due_at, id",
          "AND (due_at, id) > (?4, ?5)",
          "?6",
          Rows.CLAIMABLE,
          Rows.WAITING);

  static final String HEADS_DEAD =
      Rows.merged(Rows.HEAD, "due_at, id", "AND (due_at, id) > (?4, ?5)", "?6", Rows.DEAD);

  static final String COUNT =
      "SELECT count(*) FROM messages WHERE stage IN (?4, ?5) AND kind IN (?1, ?2, ?3)";

  static final String TOTALS =
      """
      SELECT sum(stage <> 2), sum(iif(stage <> 2, length(content), 0)),
        sum(stage <> 2 AND kind = 3), sum(stage = 2), sum(iif(stage = 2, length(content), 0))
      FROM messages
      """;

  private final Writer writer;
  private final Readers readers;

  Messages(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  // --- in the transaction of a save

  static boolean areThere(Statements on, List<MessageId> ids) throws SQLException {
    PreparedStatement statement = on.of(IS_THERE);
    for (MessageId id : ids) {
      statement.setBytes(1, id.toBytes());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return false;
        }
      }
    }
    return true;
  }

  static void add(Statements on, long owner, List<Message> messages) throws SQLException {
    for (Message message : messages) {
      PreparedStatement statement = on.of(ADD, message.target());
      statement.setBytes(4, message.id().toBytes());
      statement.setInt(5, message.kind().number());
      statement.setLong(6, message.lane());
      statement.setLong(7, message.sequence());
      statement.setLong(8, message.dueAt());
      statement.setInt(9, message.attempts());
      statement.setString(10, message.failure());
      statement.setBytes(11, message.content());
      statement.setLong(12, owner);
      statement.executeUpdate();
    }
  }

  static void remove(Statements on, List<MessageId> ids) throws SQLException {
    PreparedStatement statement = on.of(REMOVE);
    for (MessageId id : ids) {
      statement.setBytes(1, id.toBytes());
      statement.executeUpdate();
    }
  }

  // --- on their own

  @Override
  public void add(long owner, List<Message> messages) throws StoreException {
    writer.change("add messages to", on -> add(on, owner, messages));
  }

  @Override
  public void remove(List<MessageId> ids) throws StoreException {
    writer.change("remove messages from", on -> remove(on, ids));
  }

  @Override
  public Set<MessageId> finish(long owner, List<MessageId> ids) throws StoreException {
    return writer.write(
        "remove messages from",
        on -> {
          Set<MessageId> refused = ofOthers(on, owner, ids);
          remove(on, ids.stream().filter(id -> !refused.contains(id)).toList());
          return refused;
        });
  }

  private static Set<MessageId> ofOthers(Statements on, long owner, List<MessageId> ids)
      throws SQLException {
    Set<MessageId> others = new HashSet<>();
    PreparedStatement statement = on.of(OWNER);
    for (MessageId id : ids) {
      statement.setBytes(1, id.toBytes());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next() && row.getLong(1) != UNCLAIMED && row.getLong(1) != owner) {
          others.add(id);
        }
      }
    }
    return others;
  }

  @Override
  public int takeOver(long owner, long now, long until) throws StoreException {
    return writer.write(
        "take over messages of",
        on -> {
          PreparedStatement statement = on.of(TAKE_OVER);
          statement.setLong(1, owner);
          statement.setLong(2, now);
          statement.setLong(3, until);
          return statement.executeUpdate();
        });
  }

  @Override
  public List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    return writer.write(
        "claim messages from",
        on -> {
          PreparedStatement due = of(on, DUE, kinds);
          due.setLong(4, now);
          due.setInt(5, limits.messages());
          Selection selection = new Selection(limits);
          try (ResultSet row = due.executeQuery()) {
            while (row.next() && selection.takeFirst(MessageRow.OF_BYTES.candidate(row))) {}
          }
          for (Selection.Candidate leader : selection.leaders()) {
            takeBehind(on, selection, leader, kinds, now);
          }
          List<Message> claimed = new ArrayList<>();
          for (MessageId id : selection.ids()) {
            claimed.add(lease(on, owner, id, leaseUntil));
          }
          return claimed;
        });
  }

  /** All that is behind the first of a lane is in stage 1. */
  private static void takeBehind(
      Statements on,
      Selection selection,
      Selection.Candidate leader,
      Set<MessageKind> kinds,
      long now)
      throws SQLException {
    PreparedStatement behind = on.of(BEHIND);
    behind.setLong(1, leader.lane());
    behind.setLong(2, leader.sequence());
    behind.setInt(3, selection.howManyBehind());
    boolean goesOn = true;
    try (ResultSet row = behind.executeQuery()) {
      while (goesOn && row.next()) {
        Selection.Candidate next = MessageRow.OF_BYTES.candidate(row);
        goesOn =
            row.getLong(7) <= now
                && kinds.contains(next.kind())
                && selection.takeBehind(leader, next);
      }
    }
  }

  private static Message lease(Statements on, long owner, MessageId id, long until)
      throws SQLException {
    PreparedStatement lease = on.of(LEASE);
    lease.setBytes(1, id.toBytes());
    lease.setLong(2, until);
    lease.setLong(3, owner);
    lease.executeUpdate();
    PreparedStatement leased = on.of(FIND);
    leased.setBytes(1, id.toBytes());
    return MessageRow.OF_BYTES.all(leased).getFirst();
  }

  @Override
  public Set<MessageId> renew(long owner, List<Message> claimed, long leaseUntil)
      throws StoreException {
    return writer.write(
        "renew leases in",
        on -> {
          PreparedStatement statement = on.of(RENEW);
          for (Message message : claimed) {
            statement.setBytes(1, message.id().toBytes());
            statement.setLong(2, message.dueAt());
            statement.setLong(3, leaseUntil);
            statement.setLong(4, owner);
            statement.executeUpdate();
          }
          Set<MessageId> refused = new HashSet<>();
          for (Message message : claimed) {
            try (ResultSet row = alive(on, message.id())) {
              if (row.next() && (row.getLong(1) != owner || row.getLong(2) != leaseUntil)) {
                refused.add(message.id());
              }
            }
          }
          return refused;
        });
  }

  private static ResultSet alive(Statements on, MessageId id) throws SQLException {
    PreparedStatement statement = on.of(ALIVE);
    statement.setBytes(1, id.toBytes());
    return statement.executeQuery();
  }

  @Override
  public void release(long owner, List<MessageId> ids, long dueAt) throws StoreException {
    writer.change(
        "release messages in",
        on -> {
          PreparedStatement statement = on.of(RELEASE);
          for (MessageId id : ids) {
            statement.setBytes(1, id.toBytes());
            statement.setLong(2, dueAt);
            statement.setLong(3, owner);
            statement.executeUpdate();
          }
        });
  }

  @Override
  public void hasten(List<Message> seen, long dueAt) throws StoreException {
    writer.change(
        "hasten messages in",
        on -> {
          PreparedStatement statement = on.of(HASTEN);
          for (Message message : seen) {
            statement.setBytes(1, message.id().toBytes());
            statement.setLong(2, message.dueAt());
            statement.setLong(3, dueAt);
            statement.executeUpdate();
          }
        });
  }

  @Override
  public void removeDead(List<MessageId> ids) throws StoreException {
    writer.change(
        "remove dead letters from",
        on -> {
          PreparedStatement statement = on.of(REMOVE_DEAD);
          for (MessageId id : ids) {
            statement.setBytes(1, id.toBytes());
            statement.executeUpdate();
          }
        });
  }

  @Override
  public void revive(List<MessageId> ids, long dueAt) throws StoreException {
    writer.change(
        "bring messages back in",
        on -> {
          PreparedStatement statement = on.of(REVIVE);
          for (MessageId id : ids) {
            statement.setBytes(1, id.toBytes());
            statement.setLong(2, dueAt);
            statement.executeUpdate();
          }
        });
  }

  @Override
  public Set<MessageId> record(long owner, List<Attempt> attempts) throws StoreException {
    return writer.write(
        "record attempts in",
        on -> {
          PreparedStatement statement = on.of(RECORD);
          for (Attempt attempt : attempts) {
            statement.setBytes(1, attempt.id().toBytes());
            statement.setInt(2, attempt.attempts());
            statement.setLong(3, attempt.dueAt());
            statement.setString(4, attempt.failure());
            statement.setBoolean(5, attempt.dead());
            statement.setLong(6, attempt.lease());
            statement.setLong(7, owner);
            statement.executeUpdate();
          }
          Set<MessageId> refused = new HashSet<>();
          for (Attempt attempt : attempts) {
            try (ResultSet row = alive(on, attempt.id())) {
              if (row.next() && !isRecorded(attempt, row)) {
                refused.add(attempt.id());
              }
            }
          }
          return refused;
        });
  }

  /**
   * @param row of a message that is alive
   */
  private static boolean isRecorded(Attempt attempt, ResultSet row) throws SQLException {
    return !attempt.dead()
        && row.getLong(1) == UNCLAIMED
        && row.getLong(2) == attempt.dueAt()
        && row.getInt(3) == attempt.attempts();
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return readers.read(
        on -> {
          try (ResultSet row = of(on, FIRST_DUE, kinds).executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
          }
        });
  }

  @Override
  public Optional<Message> find(MessageId id) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(FIND);
          statement.setBytes(1, id.toBytes());
          return MessageRow.OF_BYTES.all(statement).stream().findFirst();
        });
  }

  @Override
  public List<Message> list(
      Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = of(on, dead ? LIST_DEAD : LIST_ALIVE, kinds);
          statement.setLong(4, after.map(Message::dueAt).orElse(Long.MIN_VALUE));
          statement.setBytes(5, after.map(last -> last.id().toBytes()).orElse(new byte[0]));
          statement.setInt(6, limit);
          return MessageRow.OF_BYTES.all(statement);
        });
  }

  @Override
  public Optional<MessageHead> head(MessageId id) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(HEAD);
          statement.setBytes(1, id.toBytes());
          return MessageRow.OF_BYTES.heads(statement).stream().findFirst();
        });
  }

  @Override
  public List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = of(on, dead ? HEADS_DEAD : HEADS_ALIVE, kinds);
          statement.setLong(4, after.map(MessageCursor::dueAt).orElse(Long.MIN_VALUE));
          statement.setBytes(5, after.map(last -> last.id().toBytes()).orElse(new byte[0]));
          statement.setInt(6, limit);
          return MessageRow.OF_BYTES.heads(statement);
        });
  }

  @Override
  public long count(Set<MessageKind> kinds, boolean dead) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = of(on, COUNT, kinds);
          statement.setInt(4, dead ? Rows.DEAD : Rows.CLAIMABLE);
          statement.setInt(5, dead ? Rows.DEAD : Rows.WAITING);
          try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Override
  public Totals totals() throws StoreException {
    return readers.read(
        on -> {
          try (ResultSet row = on.of(TOTALS).executeQuery()) {
            row.next();
            return new Totals(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
          }
        });
  }

  /** A statement whose first three parameters are kinds; 0 stands for none. */
  private static PreparedStatement of(Statements on, String sql, Set<MessageKind> kinds)
      throws SQLException {
    PreparedStatement statement = on.of(sql);
    for (MessageKind kind : MessageKind.values()) {
      statement.setInt(kind.ordinal() + 1, kinds.contains(kind) ? kind.number() : 0);
    }
    return statement;
  }

  /** How messages are read. */
  private static final class Rows {

    static final int CLAIMABLE = 0;
    static final int WAITING = 1;
    static final int DEAD = 2;

    /** What a claim has to know; the length of a content is known without reading that. */
    static final String CANDIDATE =
        "id, kind, lane, sequence, failure = '', length(content), due_at";

    static final String HEAD = MessageRow.head("stage = " + DEAD);

    /**
     * A query over some kinds and stages that ends as soon as it has enough: each of its parts is
     * ordered by the index already, and they are merged. {@code IN} would read and sort them all.
     */
    static String merged(
        String columns, String order, String condition, String limit, Integer... stages) {
      List<String> parts = new ArrayList<>();
      for (int stage : Arrays.asList(stages)) {
        for (MessageKind kind : MessageKind.values()) {
          parts.add(
              "SELECT %s FROM messages WHERE stage = %d AND kind = ?%d %s"
                  .formatted(columns, stage, kind.ordinal() + 1, condition));
        }
      }
      return String.join(" UNION ALL ", parts) + " ORDER BY " + order + " LIMIT " + limit;
    }
  }
}
