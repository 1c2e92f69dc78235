package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.Save;
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

/** Takes over actors. Those of a system are ordered by their digests. */
final class MariaDbImports implements ImportStore {

  private static final long NO_WRITER = 0;

  private static final String MOVE =
      """
      UPDATE actor_proxy_actors SET digest = ?, system = ?, parent = ?, name = ?
      WHERE digest = ? AND system = ? AND parent = ? AND name = ?
      """;

  private static final String MOVE_HISTORY =
      "UPDATE actor_proxy_history SET digest = ? WHERE digest = ?";

  private static final String PAGE =
      """
      SELECT system, parent, name FROM actor_proxy_actors
      WHERE system = ? AND digest > ? ORDER BY digest LIMIT ?
      """;

  private final Sessions sessions;

  MariaDbImports(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public List<Boolean> put(List<Imported> actors) throws StoreException {
    Map<ActorKey, Imported> firsts = new LinkedHashMap<>();
    actors.forEach(actor -> firsts.putIfAbsent(actor.key(), actor));
    Set<ActorKey> stored = sessions.transaction("store actors in", on -> put(on, firsts));
    // If several have the same key, the first one was stored.
    return actors.stream().map(actor -> stored.remove(actor.key())).toList();
  }

  private static Set<ActorKey> put(Connection connection, Map<ActorKey, Imported> actors)
      throws SQLException {
    Set<ActorKey> missing = new HashSet<>(actors.keySet());
    missing.removeAll(ActorTable.lock(connection, actors.keySet()).keySet());
    List<Imported> puts =
        actors.values().stream().filter(actor -> missing.contains(actor.key())).toList();
    ActorTable.insert(connection, puts.stream().map(MariaDbImports::current).toList());
    HistoryTable.keep(
        connection,
        puts.stream()
            .flatMap(
                actor ->
                    actor.history().stream()
                        .map(state -> new HistoryTable.Kept(actor.key(), state)))
            .toList());
    return missing;
  }

  private static Save current(Imported actor) {
    return new Save(
        actor.key(), actor.current().revision() - 1, actor.current().state(), NO_WRITER);
  }

  @Override
  public boolean move(ActorKey from, ActorKey to) throws StoreException {
    return sessions.transaction("move an actor in", on -> move(on, from, to));
  }

  private static boolean move(Connection connection, ActorKey from, ActorKey to)
      throws SQLException {
    if (!ActorTable.lock(connection, Set.copyOf(List.of(from, to))).keySet().equals(Set.of(from))
        || from.equals(to)) {
      return false;
    }
    try (PreparedStatement actor = connection.prepareStatement(MOVE);
        PreparedStatement history = connection.prepareStatement(MOVE_HISTORY)) {
      Digest.bind(actor, 1, to);
      Digest.bind(actor, 5, from);
      actor.executeUpdate();
      history.setBytes(1, Digest.of(to));
      history.setBytes(2, Digest.of(from));
      history.executeUpdate();
      return true;
    }
  }

  @Override
  public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
      throws StoreException {
    return sessions.single(
        "read actors of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(PAGE)) {
            statement.setString(1, system);
            statement.setBytes(2, after.map(Digest::of).orElse(new byte[0]));
            statement.setInt(3, limit);
            return JdbcLookups.keys(statement);
          }
        });
  }
}
