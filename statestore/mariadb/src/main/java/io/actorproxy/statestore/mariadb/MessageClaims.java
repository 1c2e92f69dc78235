package io.actorproxy.statestore.mariadb;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Selection;
import io.actorproxy.statestore.jdbc.MessageRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Claims messages that are due: the first ones of lanes, and those behind them. */
final class MessageClaims {
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
      WHERE id IN (%s) AND dead = false AND due_at <= %d %s FOR UPDATE SKIP LOCKED
      """;

  private static final String READ =
      "SELECT %s FROM actor_proxy_messages FORCE INDEX (PRIMARY) WHERE id IN (%%s)"
          .formatted(MessageRow.COLUMNS);

  /** The last lane that was looked at, in search of one that was left behind. */
  private final AtomicLong searched = new AtomicLong(Long.MIN_VALUE);

  /**
   * Who claims, which differ in the messages that they may claim, and in what they write to claim
   * them.
   */
  interface Claimant {
    /** Locks what is due of all kinds, and does not wait for what others have locked. */
    List<Found> due(Connection on, Set<MessageKind> kinds, long now, int limit) throws SQLException;

    /** What else must hold of a message behind another that may go: the end of a condition. */
    String behind();

    /** Claims messages that are locked. */
    void mark(Connection on, List<MessageId> ids) throws SQLException;
  }

  /** Claims messages in the transaction of the connection. */
  List<Message> claim(
      Connection on, Set<MessageKind> kinds, long now, ClaimLimits limits, Claimant claimant)
      throws SQLException {
    Due due = due(on, kinds, now, limits.messages(), claimant);
    // Those that must wait may have hidden others.
    while (!due.waiting().isEmpty() && LaneStages.moveBack(on, due.waiting()) > 0) {
      due = due(on, kinds, now, limits.messages(), claimant);
    }
    Selection selection = new Selection(limits);
    due.first().forEach(found -> selection.takeFirst(found.message()));
    takeBehind(on, selection, kinds, now, claimant);
    List<MessageId> claimed = selection.ids();
    if (claimed.isEmpty()) {
      searched.set(LaneStages.search(on, searched.get()));
    }
    claimant.mark(on, claimed);
    return read(on, claimed);
  }

  private static void takeBehind(
      Connection connection,
      Selection selection,
      Set<MessageKind> kinds,
      long now,
      Claimant claimant)
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
        LOCK_DUE.formatted("%s", now, claimant.behind()),
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
  record Found(Selection.Candidate message, long dueAt) {
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

  private static Due due(
      Connection connection, Set<MessageKind> kinds, long now, int limit, Claimant claimant)
      throws SQLException {
    List<Found> due = new ArrayList<>(claimant.due(connection, kinds, now, limit));
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
}
