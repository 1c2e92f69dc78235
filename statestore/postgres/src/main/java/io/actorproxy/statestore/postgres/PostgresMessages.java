package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Departures;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is still to be delivered. Which message of a lane may be claimed is {@link LaneStages}. */
final class PostgresMessages implements MessageStore {

  private static final String TIME =
      "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private final Sessions sessions;
  private final MessageStatements sql;
  private final LaneStages stages;

  private final MessageClaims claims;
  private final MemberMessages members;

  /**
   * @param tables a table's name, as statements write it
   */
  PostgresMessages(Sessions sessions, UnaryOperator<String> tables) {
    String table = tables.apply("messages");
    this.sessions = sessions;
    this.sql = new MessageStatements(table);
    this.stages = new LaneStages(table);
    this.claims = new MessageClaims(stages);
    this.members = new PostgresMemberMessages(sessions, table, tables.apply("fences"), claims);
  }

  @Override
  public OptionalLong epochMillis() throws StoreException {
    return OptionalLong.of(sessions.epochMillis(TIME));
  }

  @Override
  public void add(long owner, List<Message> messages) throws StoreException {
    sessions.single(
        "store messages in",
        on -> {
          MessageColumns.add(on, sql.add(), owner, messages);
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
  public Set<MessageId> finish(long owner, List<MessageId> ids) throws StoreException {
    return sessions.transaction(
        "remove messages from",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.finish())) {
            Columns<MessageId> columns = new Columns<MessageId>(statement, ids).ids(id -> id);
            return change(on, statement, columns, owner);
          }
        });
  }

  /**
   * Runs a statement whose last two parameters are the owner, and puts forward what waits for those
   * that have gone. Returns those that others have claimed.
   */
  private Set<MessageId> change(
      Connection connection, PreparedStatement statement, Columns<?> columns, long owner)
      throws SQLException {
    statement.setLong(columns.next(), owner);
    statement.setLong(columns.next(), owner);
    Departures gone = new Departures();
    Set<MessageId> refused = new HashSet<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        @Nullable UUID other = row.getObject(3, UUID.class);
        if (other == null) {
          gone.add(row.getLong(1), row.getLong(2));
        } else {
          refused.add(MessageColumns.id(other));
        }
      }
    }
    stages.putForward(connection, gone);
    return refused;
  }

  @Override
  public int takeOver(long owner, long now, long until) throws StoreException {
    return sessions.single(
        "take over messages of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.takeOver())) {
            statement.setLong(1, now);
            statement.setLong(2, until);
            statement.setLong(3, owner);
            statement.setLong(4, now);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    return sessions.transaction(
        "claim messages of",
        on -> claims.claim(on, kinds, now, limits, new Claimant(owner, leaseUntil)));
  }

  @Override
  public Optional<MemberMessages> ofMembers() {
    return Optional.of(members);
  }

  /** A process that claims by leases, whatever it finds. */
  private final class Claimant implements MessageClaims.Claimant {
    private final long owner;
    private final long leaseUntil;

    Claimant(long owner, long leaseUntil) {
      this.owner = owner;
      this.leaseUntil = leaseUntil;
    }

    @Override
    public PreparedStatement due(Connection on, Set<MessageKind> kinds, long now, int limit)
        throws SQLException {
      PreparedStatement statement = on.prepareStatement(sql.due());
      Columns<MessageKind> columns = kinds(statement, kinds);
      statement.setLong(columns.next(), now);
      statement.setInt(columns.next(), limit);
      return statement;
    }

    @Override
    public String behind() {
      return sql.behind();
    }

    @Override
    public PreparedStatement claim(Connection on) throws SQLException {
      PreparedStatement statement = on.prepareStatement(sql.lease());
      statement.setLong(1, leaseUntil);
      statement.setLong(2, owner);
      return statement;
    }

    @Override
    public int idsOfClaim() {
      return 3;
    }
  }

  private static Columns<MessageKind> kinds(PreparedStatement statement, Set<MessageKind> kinds)
      throws SQLException {
    return new Columns<MessageKind>(statement, kinds).ints(MessageKind::number);
  }

  @Override
  public Set<MessageId> renew(long owner, List<Message> claimed, long leaseUntil)
      throws StoreException {
    return sessions.single(
        "renew leases in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.renew())) {
            Columns<Message> columns =
                new Columns<Message>(statement, claimed).ids(Message::id).longs(Message::dueAt);
            statement.setLong(columns.next(), leaseUntil);
            statement.setLong(columns.next(), owner);
            statement.setLong(columns.next(), owner);
            statement.setLong(columns.next(), leaseUntil);
            Set<MessageId> refused = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                refused.add(MessageColumns.id(row.getObject(1, UUID.class)));
              }
            }
            return refused;
          }
        });
  }

  @Override
  public void release(long owner, List<MessageId> ids, long dueAt) throws StoreException {
    sessions.single(
        "release messages in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.release())) {
            Columns<MessageId> columns = new Columns<MessageId>(statement, ids).ids(id -> id);
            statement.setLong(columns.next(), owner);
            statement.setLong(columns.next(), dueAt);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public void hasten(List<Message> seen, long dueAt) throws StoreException {
    sessions.single(
        "hasten messages in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.hasten())) {
            Columns<Message> columns =
                new Columns<Message>(statement, seen).ids(Message::id).longs(Message::dueAt);
            statement.setLong(columns.next(), dueAt);
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
  public Set<MessageId> record(long owner, List<Attempt> attempts) throws StoreException {
    Set<Attempt> distinct = new LinkedHashSet<>(attempts);
    return sessions.transaction(
        "record deliveries in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql.record())) {
            Columns<Attempt> columns =
                new Columns<Attempt>(statement, distinct)
                    .ids(Attempt::id)
                    .longs(Attempt::lease)
                    .ints(Attempt::attempts)
                    .longs(Attempt::dueAt)
                    .text(Attempt::failure)
                    .booleans(Attempt::dead);
            return change(on, statement, columns, owner);
          }
        });
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
