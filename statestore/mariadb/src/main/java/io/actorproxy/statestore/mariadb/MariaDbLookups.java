package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.JdbcLookups;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Which instances and registrations there are. */
final class MariaDbLookups extends JdbcLookups {

  private static final String ADD =
      """
      INSERT INTO actor_proxy_instances (digest, system, parent, name) VALUES (?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE digest = VALUES(digest)
      """;

  private static final String REMOVE =
      """
      DELETE FROM actor_proxy_instances
      WHERE digest = ? AND system = ? AND parent = ? AND name = ?
      """;

  private static final String PUT =
      """
      INSERT INTO actor_proxy_registrations (digest, system, app, member, content)
      VALUES (?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE content = IF(system = VALUES(system) AND app = VALUES(app)
        AND member = VALUES(member), VALUES(content), content)
      """;

  private static final String NAMED =
      """
      SELECT system, parent, name FROM actor_proxy_instances WHERE name IN (%s) AND system IN (%s)
      """;

  private static final String START_OF_PARENT = "start_of_parent = left(?, 64)";

  /** How many names a statement asks for. */
  private static final int NAMES = 256;

  private final Sessions sessions;

  MariaDbLookups(Sessions sessions) {
    super(sessions, "actor_proxy_instances", "actor_proxy_registrations", START_OF_PARENT, PUT);
    this.sessions = sessions;
  }

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreException {
    change("store instances in", ADD, instances);
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreException {
    change("remove instances from", REMOVE, instances);
  }

  @Override
  public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
    List<Name> each = names.stream().distinct().toList();
    return sessions.single(
        "look up instances in",
        on -> {
          List<ActorKey> keys = new ArrayList<>();
          for (int from = 0; from < each.size(); from += NAMES) {
            keys.addAll(named(on, each.subList(from, Math.min(from + NAMES, each.size()))));
          }
          return keys;
        });
  }

  /** Asks for names and systems apart: pairs of them would not be found by the index. */
  private static List<ActorKey> named(Connection connection, List<Name> each) throws SQLException {
    Set<Name> wanted = Set.copyOf(each);
    List<String> names = each.stream().map(Name::name).distinct().toList();
    List<String> systems = each.stream().map(Name::system).distinct().toList();
    String sql = NAMED.formatted(places(names), places(systems));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int place = 0;
      for (String text : names) {
        statement.setString(++place, text);
      }
      for (String text : systems) {
        statement.setString(++place, text);
      }
      return keys(statement).stream().filter(key -> wanted.contains(Name.of(key))).toList();
    }
  }

  private static String places(List<String> texts) {
    return String.join(",", Collections.nCopies(texts.size(), "?"));
  }

  private void change(String action, String sql, List<ActorKey> instances) throws StoreException {
    sessions.transaction(
        action,
        on -> {
          Bulk.<ActorKey>run(
              on,
              sql,
              Digest.inOrder(instances),
              (statement, key) -> Digest.bind(statement, 1, key));
          return instances;
        });
  }
}
