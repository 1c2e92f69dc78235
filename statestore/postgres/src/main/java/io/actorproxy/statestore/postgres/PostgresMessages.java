package io.actorproxy.statestore.postgres;

import static java.util.Objects.requireNonNull;

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
import io.actorproxy.statestore.jdbc.Departures;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What is still to be delivered. Which message of a lane may be claimed is {@link LaneStages}. */
final class PostgresMessages implements MessageStore {

  private static final String TIME =
      "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private final Sessions sessions;
  private final MessageStatements sql;
  private final LaneStages stages;

  /** The last lane that was looked at, in search of one that was left behind. */
  private final AtomicLong searched = new AtomicLong(Long.MIN_VALUE);

  /**
   * @param table of messages, as statements write it
   */
  PostgresMessages(Sessions sessions, String table) {
    this.sessions = sessions;
    this.sql = new MessageStatements(table);
    this.stages = new LaneStages(table);
  }

  @Override
  public OptionalLong epochMillis() throws StoreException {
    return OptionalLong.of(sessions.epochMillis(TIME));
  }

  @Override
  public void add(List<Message> messages) throws StoreException {
    sessions.single(
        "store messages in",
        on -> {
          MessageColumns.add(on, sql.add(), messages);
          return messages;
        });
  }

  @Override
  public void remove(List<MessageId> ids) throws StoreException {
    sessions.transaction(
        "remove messages from",
        on -> {
          Departures gone = new Departures();
          try (PreparedStatement statement = on.prepareStatement(sql.remove())) {
            new Columns<MessageId>(statement, ids).ids(id -> id);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                gone.add(row.getLong(1), row.getLong(2));
              }
            }
          }
          stages.putForward(on, gone);
          return ids;
        });
  }

  @Override
  public List<Message> claim(Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    return sessions.transaction(
        "claim messages of",
        on -> {
          Due due = due(on, kinds, now, limits.messages());
          // Those that must wait may have hidden others.
          while (!due.waiting().isEmpty() && stages.moveBack(on, due.waiting()) > 0) {
            due = due(on, kinds, now, limits.messages());
          }
          Selection selection = new Selection(limits);
          for (Selection.Candidate first : due.first()) {
            selection.takeFirst(first);
          }
          takeBehind(on, selection, kinds, now);
          List<Message> claimed = lease(on, selection.ids(), leaseUntil);
          if (claimed.isEmpty()) {
            searched.set(stages.search(on, searched.get()));
          }
          return claimed;
        });
  }

  /** Messages that are due: the first of their lanes, and those that must wait. */
  private record Due(List<Selection.Candidate> first, List<MessageId> waiting) {}

  private Due due(Connection connection, Set<MessageKind> kinds, long now, int limit)
      throws SQLException {
    Due due = new Due(new ArrayList<>(), new ArrayList<>());
    try (PreparedStatement statement = connection.prepareStatement(sql.due())) {
      Columns<MessageKind> columns = kinds(statement, kinds);
      statement.setLong(columns.next(), now);
      statement.setInt(columns.next(), limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Selection.Candidate message = MessageColumns.ROW.candidate(row);
          if (row.getBoolean(8)) {
            due.waiting().add(message.id());
          } else {
            due.first().add(message);
          }
        }
      }
    }
    return due;
  }

  private void takeBehind(
      Connection connection, Selection selection, Set<MessageKind> kinds, long now)
      throws SQLException {
    List<Selection.Candidate> leaders = selection.leaders();
    if (leaders.isEmpty()) {
      return;
    }
    Map<Long, Selection.Candidate> open = new HashMap<>();
    leaders.forEach(leader -> open.put(leader.lane(), leader));
    try (PreparedStatement statement = connection.prepareStatement(sql.behind())) {
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
  private List<Message> lease(Connection connection, List<MessageId> ids, long until)
      throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<MessageId, Message> leased = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql.lease())) {
      statement.setLong(1, until);
      Object[] uuids = ids.stream().map(Columns::uuid).toArray();
      statement.setArray(2, connection.createArrayOf("uuid", uuids));
      MessageColumns.ROW.all(statement).forEach(message -> leased.put(message.id(), message));
    }
    return ids.stream()
        .filter(leased::containsKey)
        .map(id -> requireNonNull(leased.get(id)))
        .toList();
  }

  private static Columns<MessageKind> kinds(PreparedStatement statement, Set<MessageKind> kinds)
      throws SQLException {
    return new Columns<MessageKind>(statement, kinds).ints(MessageKind::number);
  }

  @Override
  public void renew(List<Message> claimed, long leaseUntil) throws StoreException {
    sessions.single(
        "renew leases in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.renew())) {
            Columns<Message> columns =
                new Columns<Message>(statement, claimed).ids(Message::id).longs(Message::dueAt);
            statement.setLong(columns.next(), leaseUntil);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public void removeDead(List<MessageId> ids) throws StoreException {
    sessions.single(
        "remove dead letters from",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.removeDead())) {
            new Columns<MessageId>(statement, ids).ids(id -> id);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public void revive(List<MessageId> ids, long dueAt) throws StoreException {
    sessions.transaction(
        "bring messages back in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.revive())) {
            Columns<MessageId> columns = new Columns<MessageId>(statement, ids).ids(id -> id);
            statement.setLong(columns.next(), dueAt);
            statement.executeUpdate();
          }
          // Thousands of a lane would have to be moved back by the next claim.
          stages.moveBack(on, ids);
          return ids;
        });
  }

  @Override
  public void record(List<Attempt> attempts) throws StoreException {
    Set<Attempt> distinct = new LinkedHashSet<>(attempts);
    sessions.transaction(
        "record deliveries in",
        on -> {
          stages.putForward(on, record(on, distinct));
          return distinct;
        });
  }

  /** Returns the places of those that are dead now. */
  private Departures record(Connection connection, Collection<Attempt> attempts)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.record())) {
      new Columns<Attempt>(statement, attempts)
          .ids(Attempt::id)
          .longs(Attempt::lease)
          .ints(Attempt::attempts)
          .longs(Attempt::dueAt)
          .text(Attempt::failure)
          .booleans(Attempt::dead);
      Departures gone = new Departures();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getBoolean(3)) {
            gone.add(row.getLong(1), row.getLong(2));
          }
        }
      }
      return gone;
    }
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.nextDue())) {
            kinds(statement, kinds);
            return numbers(statement).stream().findFirst();
          }
        });
  }

  @Override
  public Optional<Message> find(MessageId id) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.find())) {
            statement.setObject(1, Columns.uuid(id));
            return MessageColumns.ROW.all(statement).stream().findFirst();
          }
        });
  }

  @Override
  public List<Message> list(
      Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException {
    String page = after.isPresent() ? sql.nextPage() : sql.firstPage();
    Optional<MessageCursor> place = after.map(last -> new MessageCursor(last.dueAt(), last.id()));
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(page)) {
            bindPage(statement, kinds, dead, place, limit);
            return MessageColumns.ROW.all(statement);
          }
        });
  }

  private static void bindPage(
      PreparedStatement statement,
      Set<MessageKind> kinds,
      boolean dead,
      Optional<MessageCursor> after,
      int limit)
      throws SQLException {
    Columns<MessageKind> columns = kinds(statement, kinds);
    statement.setBoolean(columns.next(), dead);
    if (after.isPresent()) {
      statement.setLong(columns.next(), after.get().dueAt());
      statement.setObject(columns.next(), Columns.uuid(after.get().id()));
    }
    statement.setInt(columns.next(), limit);
    statement.setInt(columns.next(), limit);
  }

  @Override
  public Optional<MessageHead> head(MessageId id) throws StoreException {
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.head())) {
            statement.setObject(1, Columns.uuid(id));
            return MessageColumns.ROW.heads(statement).stream().findFirst();
          }
        });
  }

  @Override
  public List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException {
    String page = after.isPresent() ? sql.nextHeads() : sql.firstHeads();
    return sessions.single(
        "read messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(page)) {
            bindPage(statement, kinds, dead, after, limit);
            return MessageColumns.ROW.heads(statement);
          }
        });
  }

  @Override
  public long count(Set<MessageKind> kinds, boolean dead) throws StoreException {
    return sessions.single(
        "count messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.count())) {
            statement.setBoolean(kinds(statement, kinds).next(), dead);
            return numbers(statement).getFirst();
          }
        });
  }

  @Override
  public Totals totals() throws StoreException {
    return sessions.single(
        "count messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.totals());
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
