package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.JdbcLookups;
import io.actorproxy.statestore.jdbc.Sessions;
import java.util.List;

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

  private final Sessions sessions;

  MariaDbLookups(Sessions sessions) {
    super(sessions, "actor_proxy_instances", "actor_proxy_registrations", PUT);
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
