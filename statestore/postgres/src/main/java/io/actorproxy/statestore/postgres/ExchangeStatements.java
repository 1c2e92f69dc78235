package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.jdbc.Departures;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What locks the rows that saves are about, and what writes them then. */
final class ExchangeStatements {

  private static final String STATES =
      """
      unnest(?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bytea[])
        AS given (digest, system, parent, name, revision, writer, state)
      """;

  private final int historyLimit;
  private final String lockMessages;
  private final String lockActors;
  private final String create;
  private final String update;
  private final String consume;
  private final LaneStages stages;
  private final String send;
  private final String keep;
  private final String prune;

  /**
   * @param table a table's name, as statements write it
   */
  ExchangeStatements(UnaryOperator<String> table, int historyLimit) {
    String actors = table.apply("actors");
    String messages = table.apply("messages");
    String history = table.apply("history");
    this.historyLimit = historyLimit;
    // In the same order in all proxies, so that they seldom wait for each other in a circle.
    this.lockMessages =
        "SELECT id FROM %s WHERE id = ANY (?::uuid[]) ORDER BY id FOR UPDATE".formatted(messages);
    this.lockActors =
        """
        SELECT stored.system, stored.parent, stored.name, stored.revision, stored.writer
        FROM unnest(?::bytea[], ?::text[], ?::text[], ?::text[]) AS given (digest, system, parent, name)
        JOIN %s AS stored ON %s
        ORDER BY stored.digest FOR NO KEY UPDATE OF stored
        """
            .formatted(actors, Statements.SAME_ACTOR);
    this.create =
        """
        INSERT INTO %s (digest, system, parent, name, revision, writer, updated_at, state)
        SELECT digest, system, parent, name, revision, writer, now(), state FROM %s
        ORDER BY digest
        ON CONFLICT (digest) DO NOTHING
        """
            .formatted(actors, STATES);
    this.update =
        """
        UPDATE %s AS stored
        SET revision = given.revision, writer = given.writer, updated_at = now(), state = given.state
        FROM %s WHERE %s
        """
            .formatted(actors, STATES, Statements.SAME_ACTOR);
    this.consume =
        "DELETE FROM %s WHERE id = ANY (?::uuid[]) RETURNING lane, sequence".formatted(messages);
    this.stages = new LaneStages(messages);
    this.send = MessageColumns.add(messages);
    this.keep =
        """
        INSERT INTO %s (digest, revision, saved_at, state)
        SELECT digest, revision, now(), state
        FROM unnest(?::bytea[], ?::bigint[], ?::bytea[]) AS given (digest, revision, state)
        ON CONFLICT (digest, revision) DO UPDATE SET saved_at = now(), state = excluded.state
        """
            .formatted(history);
    this.prune =
        """
        DELETE FROM %1$s AS old USING unnest(?::bytea[]) AS given (digest)
        WHERE old.digest = given.digest AND old.revision <= (
          SELECT revision FROM %1$s AS kept WHERE kept.digest = given.digest
          ORDER BY revision DESC OFFSET %2$d LIMIT 1)
        """
            .formatted(history, historyLimit);
  }

  /** Locks messages, and returns those that are there. */
  Set<MessageId> lockMessages(Connection connection, Set<MessageId> ids) throws SQLException {
    Set<MessageId> found = new HashSet<>();
    if (ids.isEmpty()) {
      return found;
    }
    try (PreparedStatement statement = connection.prepareStatement(lockMessages)) {
      new Columns<MessageId>(statement, ids).ids(id -> id);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(MessageColumns.id(row.getObject(1, UUID.class)));
        }
      }
    }
    return found;
  }

  /** Locks actors, and returns those that are stored. */
  Map<ActorKey, Stored> lockActors(Connection connection, Set<ActorKey> keys) throws SQLException {
    Map<ActorKey, Stored> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(lockActors)) {
      new Columns<ActorKey>(statement, keys).keys(key -> key);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.put(
              new ActorKey(row.getString(1), row.getString(2), row.getString(3)),
              new Stored(row.getLong(4), row.getLong(5)));
        }
      }
    }
    return found;
  }

  /** Inserts actors, and returns how many were not there. */
  int create(Connection connection, List<Save> saves) throws SQLException {
    return write(connection, create, saves);
  }

  /** Writes the states of actors that are locked. */
  void update(Connection connection, List<Save> saves) throws SQLException {
    write(connection, update, saves);
  }

  private static int write(Connection connection, String sql, List<Save> saves)
      throws SQLException {
    if (saves.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new Columns<Save>(statement, saves)
          .keys(Save::key)
          .longs(save -> save.expectedRevision() + 1)
          .longs(Save::writer)
          .bytes(Save::state);
      return statement.executeUpdate();
    }
  }

  /** Removes messages that are locked, and puts forward what waits for them. */
  void consume(Connection connection, List<MessageId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(consume)) {
      new Columns<MessageId>(statement, ids).ids(id -> id);
      Departures gone = new Departures();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          gone.add(row.getLong(1), row.getLong(2));
        }
      }
      stages.putForward(connection, gone);
    }
  }

  /** Adds messages. */
  void send(Connection connection, Collection<Message> messages) throws SQLException {
    if (!messages.isEmpty()) {
      MessageColumns.add(connection, send, MessageStore.UNCLAIMED, messages);
    }
  }

  /** Adds states to the history, and takes out what is more than its limit. */
  void keep(Connection connection, Ledger ledger) throws SQLException {
    List<Save> saves = ledger.kept();
    if (historyLimit > 0 && !saves.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(keep)) {
        new Columns<Save>(statement, saves)
            .bytes(save -> Digest.of(save.key()))
            .longs(save -> save.expectedRevision() + 1)
            .bytes(Save::kept);
        statement.executeUpdate();
      }
    }
    Set<ActorKey> crowded = ledger.crowded(historyLimit);
    if (crowded.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(prune)) {
      new Columns<ActorKey>(statement, crowded).bytes(Digest::of);
      statement.executeUpdate();
    }
  }
}
