package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which instances and registrations there are. Instances are ordered by their digests. */
final class MariaDbLookups implements LookupStore {

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

  private static final String PAGE =
      """
      SELECT system, parent, name FROM actor_proxy_instances
      WHERE digest > ? ORDER BY digest LIMIT ?
      """;

  private static final String PUT =
      """
      INSERT INTO actor_proxy_registrations (digest, system, app, member, content)
      VALUES (?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE content = IF(system = VALUES(system) AND app = VALUES(app)
        AND member = VALUES(member), VALUES(content), content)
      """;

  private static final String REGISTRATIONS =
      """
      SELECT system, app, member, content FROM actor_proxy_registrations
      WHERE app = ? AND member = ? ORDER BY system
      """;

  private static final String REGISTRANTS =
      "SELECT app, member, count(*) FROM actor_proxy_registrations GROUP BY app, member";

  private static final String REMOVE_REGISTRATIONS =
      "DELETE FROM actor_proxy_registrations WHERE app = ? AND member = ?";

  private final Sessions sessions;

  MariaDbLookups(Sessions sessions) {
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
              (statement, key) -> Bulk.bindKey(statement, 1, key));
          return instances;
        });
  }

  @Override
  public List<ActorKey> instances(Optional<ActorKey> after, int limit) throws StoreException {
    return sessions.single(
        "read instances of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(PAGE)) {
            statement.setBytes(1, after.map(Digest::of).orElse(new byte[0]));
            statement.setInt(2, limit);
            return keys(statement);
          }
        });
  }

  /** All keys that a query selects. */
  static List<ActorKey> keys(PreparedStatement query) throws SQLException {
    List<ActorKey> keys = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        keys.add(new ActorKey(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return keys;
  }

  @Override
  public void putRegistration(Registration registration) throws StoreException {
    sessions.single(
        "store a registration in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(PUT)) {
            statement.setBytes(
                1, Digest.of(registration.system(), registration.app(), registration.member()));
            statement.setString(2, registration.system());
            statement.setString(3, registration.app());
            statement.setString(4, registration.member());
            statement.setBytes(5, registration.content());
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public List<Registration> registrations(String app, String member) throws StoreException {
    return sessions.single(
        "read registrations of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(REGISTRATIONS)) {
            statement.setString(1, app);
            statement.setString(2, member);
            return registrations(statement);
          }
        });
  }

  private static List<Registration> registrations(PreparedStatement query) throws SQLException {
    List<Registration> registrations = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        registrations.add(
            new Registration(
                row.getString(1), row.getString(2), row.getString(3), row.getBytes(4)));
      }
    }
    return registrations;
  }

  @Override
  public List<Registrant> registrants() throws StoreException {
    return sessions.single(
        "read registrations of",
        on -> {
          List<Registrant> all = new ArrayList<>();
          try (PreparedStatement statement = on.prepareStatement(REGISTRANTS);
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              all.add(new Registrant(row.getString(1), row.getString(2), row.getInt(3)));
            }
          }
          return all;
        });
  }

  @Override
  public void removeRegistrations(String app, String member) throws StoreException {
    sessions.single(
        "remove registrations from",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(REMOVE_REGISTRATIONS)) {
            statement.setString(1, app);
            statement.setString(2, member);
            return statement.executeUpdate();
          }
        });
  }
}
