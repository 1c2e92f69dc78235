package io.actorproxy.statestore.postgres;

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
import java.util.function.UnaryOperator;

/** Which instances and registrations there are. Instances are ordered by their digests. */
final class PostgresLookups implements LookupStore {

  private final Sessions sessions;
  private final String add;
  private final String remove;
  private final String page;
  private final String put;
  private final String registrations;
  private final String registrants;
  private final String removeRegistrations;

  /**
   * @param table a table's name, as statements write it
   */
  PostgresLookups(Sessions sessions, UnaryOperator<String> table) {
    this.sessions = sessions;
    String instances = table.apply("instances");
    String given =
        "unnest(?::bytea[], ?::text[], ?::text[], ?::text[]) AS given (digest, system, parent,"
            + " name)";
    this.add =
        """
        INSERT INTO %s (digest, system, parent, name)
        SELECT digest, system, parent, name FROM %s ORDER BY digest
        ON CONFLICT (digest) DO NOTHING
        """
            .formatted(instances, given);
    this.remove =
        "DELETE FROM %s AS stored USING %s WHERE %s"
            .formatted(instances, given, Statements.SAME_ACTOR);
    this.page =
        "SELECT system, parent, name FROM %s WHERE digest > ? ORDER BY digest LIMIT ?"
            .formatted(instances);
    this.put =
        """
        INSERT INTO %s AS stored (digest, system, app, member, content) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (digest) DO UPDATE SET content = excluded.content
        WHERE stored.system = excluded.system
        AND stored.app = excluded.app AND stored.member = excluded.member
        """
            .formatted(table.apply("registrations"));
    this.registrations =
        """
        SELECT system, app, member, content FROM %s
        WHERE app = ? AND member = ? ORDER BY system
        """
            .formatted(table.apply("registrations"));
    this.registrants =
        "SELECT app, member, count(*) FROM %s GROUP BY app, member"
            .formatted(table.apply("registrations"));
    this.removeRegistrations =
        "DELETE FROM %s WHERE app = ? AND member = ?".formatted(table.apply("registrations"));
  }

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreException {
    change("store instances in", add, instances);
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreException {
    change("remove instances from", remove, instances);
  }

  private void change(String action, String sql, List<ActorKey> instances) throws StoreException {
    sessions.single(
        action,
        on -> {
          try (PreparedStatement statement = on.prepareStatement(sql)) {
            new Columns<ActorKey>(statement, instances).keys(key -> key);
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public List<ActorKey> instances(Optional<ActorKey> after, int limit) throws StoreException {
    return sessions.single(
        "read instances of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(page)) {
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
          try (PreparedStatement statement = on.prepareStatement(put)) {
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
          try (PreparedStatement statement = on.prepareStatement(registrations)) {
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
          try (PreparedStatement statement = on.prepareStatement(registrants);
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
          try (PreparedStatement statement = on.prepareStatement(removeRegistrations)) {
            statement.setString(1, app);
            statement.setString(2, member);
            return statement.executeUpdate();
          }
        });
  }
}
