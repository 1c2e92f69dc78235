package io.actorproxy.statestore.postgres;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Selection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Claims messages that are due: the first ones of lanes, and those behind them. */
final class MessageClaims {
  private final LaneStages stages;

  /** The last lane that was looked at, in search of one that was left behind. */
  private final AtomicLong searched = new AtomicLong(Long.MIN_VALUE);

  MessageClaims(LaneStages stages) {
    this.stages = stages;
  }

  /**
   * Who claims, which differ in the messages that they may claim, and in what they write to claim
   * them.
   */
  interface Claimant {
    /**
     * A statement that locks what is due, see {@link MessageStatements#due}, and its parameters.
     */
    PreparedStatement due(Connection on, Set<MessageKind> kinds, long now, int limit)
        throws SQLException;

    /** A statement that finds what is behind, see {@link MessageStatements#behind}. */
    String behind();

    /**
     * A statement that claims messages by their ids, and answers them; its last parameter lacks.
     */
    PreparedStatement claim(Connection on) throws SQLException;

    /** The position of the parameter that lacks. */
    int idsOfClaim();
  }

  /** Claims messages in the transaction of the connection. */
  List<Message> claim(
      Connection on, Set<MessageKind> kinds, long now, ClaimLimits limits, Claimant claimant)
      throws SQLException {
    Due due = due(on, kinds, now, limits.messages(), claimant);
    // Those that must wait may have hidden others.
    while (!due.waiting().isEmpty() && stages.moveBack(on, due.waiting()) > 0) {
      due = due(on, kinds, now, limits.messages(), claimant);
    }
    Selection selection = new Selection(limits);
    for (Selection.Candidate first : due.first()) {
      selection.takeFirst(first);
    }
    takeBehind(on, selection, kinds, now, claimant);
    List<Message> claimed = mark(on, selection.ids(), claimant);
    if (claimed.isEmpty()) {
      searched.set(stages.search(on, searched.get()));
    }
    return claimed;
  }

  /** Messages that are due: the first of their lanes, and those that must wait. */
  private record Due(List<Selection.Candidate> first, List<MessageId> waiting) {}

  private static Due due(
      Connection connection, Set<MessageKind> kinds, long now, int limit, Claimant claimant)
      throws SQLException {
    Due due = new Due(new ArrayList<>(), new ArrayList<>());
    try (PreparedStatement statement = claimant.due(connection, kinds, now, limit);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Selection.Candidate message = MessageColumns.ROW.candidate(row);
        if (row.getBoolean(8)) {
          due.waiting().add(message.id());
        } else {
          due.first().add(message);
        }
      }
    }
    return due;
  }

  private static void takeBehind(
      Connection connection,
      Selection selection,
      Set<MessageKind> kinds,
      long now,
      Claimant claimant)
      throws SQLException {
    List<Selection.Candidate> leaders = selection.leaders();
    if (leaders.isEmpty()) {
      return;
    }
    Map<Long, Selection.Candidate> open = new HashMap<>();
    leaders.forEach(leader -> open.put(leader.lane(), leader));
    try (PreparedStatement statement = connection.prepareStatement(claimant.behind())) {
      Columns<Selection.Candidate> columns =
          new Columns<Selection.Candidate>(statement, leaders)
              .longs(Selection.Candidate::lane)
              .longs(Selection.Candidate::sequence);
      statement.setInt(columns.next(), selection.howManyBehind());
      statement.setLong(columns.next(), now);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Selection.Candidate next = MessageColumns.ROW.candidate(row);
          Selection.Candidate leader = open.get(next.lane());
          boolean goesOn =
              leader != null
                  && !row.getBoolean(8)
                  && row.getLong(7) <= now
                  && kinds.contains(next.kind())
                  && selection.takeBehind(leader, next);
          if (!goesOn) {
            open.remove(next.lane());
          }
        }
      }
    }
  }

  /** The ids are given as an array, because a plan for a join might read the whole table. */
  private static List<Message> mark(Connection connection, List<MessageId> ids, Claimant claimant)
      throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<MessageId, Message> claimed = new HashMap<>();
    try (PreparedStatement statement = claimant.claim(connection)) {
      Object[] uuids = ids.stream().map(Columns::uuid).toArray();
      statement.setArray(claimant.idsOfClaim(), connection.createArrayOf("uuid", uuids));
      MessageColumns.ROW.all(statement).forEach(message -> claimed.put(message.id(), message));
    }
    return ids.stream()
        .filter(claimed::containsKey)
        .map(id -> requireNonNull(claimed.get(id)))
        .toList();
  }
}
