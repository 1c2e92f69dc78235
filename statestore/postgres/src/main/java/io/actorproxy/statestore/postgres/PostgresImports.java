package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.JdbcLookups;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Takes over actors. Those of a system are ordered by their digests. */
final class PostgresImports implements ImportStore {

  private final Sessions sessions;
  private final String create;
  private final String keep;
  private final String move;
  private final String moveHistory;
  private final String page;

  private record Kept(ActorKey key, Snapshot state) {}

  /**
   * @param table a table's name, as statements write it
   */
  PostgresImports(Sessions sessions, UnaryOperator<String> table) {
    this.sessions = sessions;
    String actors = table.apply("actors");
    String history = table.apply("history");
    this.create =
        """
        INSERT INTO %s (digest, system, parent, name, revision, writer, updated_at, state)
        SELECT digest, system, parent, name, revision, 0, now(), state
        FROM unnest(?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[])
          AS given (digest, system, parent, name, revision, state)
        ORDER BY digest
        ON CONFLICT (digest) DO NOTHING
        RETURNING system, parent, name
        """
            .formatted(actors);
    this.keep =
        """
        INSERT INTO %s (digest, revision, saved_at, state)
        SELECT digest, revision, now(), state
        FROM unnest(?::bytea[], ?::bigint[], ?::bytea[]) AS given (digest, revision, state)
        ON CONFLICT (digest, revision) DO NOTHING
        """
            .formatted(history);
    this.move =
        """
        UPDATE %1$s SET digest = ?, system = ?, parent = ?, name = ?
        WHERE digest = ? AND system = ? AND parent = ? AND name = ?
        AND NOT EXISTS (SELECT FROM %1$s WHERE digest = ?)
        """
            .formatted(actors);
    this.moveHistory = "UPDATE %s SET digest = ? WHERE digest = ?".formatted(history);
    this.page =
        """
        SELECT system, parent, name FROM %s
        WHERE system = ? AND digest > ? ORDER BY digest LIMIT ?
        """
            .formatted(actors);
  }

  @Override
  public List<Boolean> put(List<Imported> actors) throws StoreException {
    Map<ActorKey, Imported> firsts = new LinkedHashMap<>();
    actors.forEach(actor -> firsts.putIfAbsent(actor.key(), actor));
    Set<ActorKey> stored =
        sessions.transaction("store actors in", on -> put(on, List.copyOf(firsts.values())));
    // If several have the same key, the first one was stored.
    return actors.stream().map(actor -> stored.remove(actor.key())).toList();
  }

  private Set<ActorKey> put(Connection connection, List<Imported> actors) throws SQLException {
    Set<ActorKey> stored;
    try (PreparedStatement statement = connection.prepareStatement(create)) {
      new Columns<Imported>(statement, actors)
          .keys(Imported::key)
          .longs(actor -> actor.current().revision())
          .bytes(actor -> actor.current().state());
      stored = new HashSet<>(JdbcLookups.keys(statement));
    }
    List<Kept> history =
        actors.stream()
            .filter(actor -> stored.contains(actor.key()))
            .flatMap(actor -> actor.history().stream().map(state -> new Kept(actor.key(), state)))
            .toList();
    try (PreparedStatement statement = connection.prepareStatement(keep)) {
      new Columns<Kept>(statement, history)
          .bytes(kept -> Digest.of(kept.key()))
          .longs(kept -> kept.state().revision())
          .bytes(kept -> kept.state().state());
      statement.executeUpdate();
    }
    return stored;
  }

  @Override
  public boolean move(ActorKey from, ActorKey to) throws StoreException {
    return sessions.transaction("move an actor in", on -> move(on, from, to));
  }

  private boolean move(Connection connection, ActorKey from, ActorKey to) throws SQLException {
    try (PreparedStatement actor = connection.prepareStatement(move);
        PreparedStatement history = connection.prepareStatement(moveHistory)) {
      bind(actor, 1, to);
      bind(actor, 5, from);
      actor.setBytes(9, Digest.of(to));
      if (actor.executeUpdate() == 0) {
        return false;
      }
      history.setBytes(1, Digest.of(to));
      history.setBytes(2, Digest.of(from));
      history.executeUpdate();
      return true;
    }
  }

  private static void bind(PreparedStatement statement, int first, ActorKey key)
      throws SQLException {
    statement.setBytes(first, Digest.of(key));
    statement.setString(first + 1, key.system());
    statement.setString(first + 2, key.parent());
    statement.setString(first + 3, key.name());
  }

  @Override
  public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
      throws StoreException {
    return sessions.single(
        "read actors of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(page)) {
            statement.setString(1, system);
            statement.setBytes(2, after.map(Digest::of).orElse(new byte[0]));
            statement.setInt(3, limit);
            return JdbcLookups.keys(statement);
          }
        });
  }
}
