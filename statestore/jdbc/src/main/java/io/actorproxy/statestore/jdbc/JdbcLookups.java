package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which instances and registrations there are. Instances are ordered by their digests. How many of
 * them are written at once is the driver's.
 */
public abstract class JdbcLookups implements LookupStore {

  private final Sessions sessions;
  private final String page;
  private final String pageOfType;
  private final String count;
  private final String put;
  private final String registrations;
  private final String registrants;
  private final String removeRegistrations;

  /**
   * @param instances the table of instances, as statements write it
   * @param registrationTable the table of registrations
   * @param startOfParent a condition with one parameter, the parent, that uses an index
   * @param put a statement that stores digest, system, app, member and content, in place of what is
   *     there for the same three texts
   */
  protected JdbcLookups(
      Sessions sessions,
      String instances,
      String registrationTable,
      String startOfParent,
      String put) {
    this.sessions = sessions;
    this.put = put;
    this.page =
        "SELECT system, parent, name FROM %s WHERE digest > ? ORDER BY digest LIMIT ?"
            .formatted(instances);
    this.pageOfType =
        """
        SELECT system, parent, name FROM %s
        WHERE %s AND parent = ? AND system = ? AND digest > ? ORDER BY digest LIMIT ?
        """
            .formatted(instances, startOfParent);
    this.count = "SELECT count(*) FROM %s".formatted(instances);
    this.registrations =
        """
        SELECT system, app, member, content FROM %s
        WHERE app = ? AND member = ? ORDER BY system
        """
            .formatted(registrationTable);
    this.registrants =
        "SELECT app, member, count(*) FROM %s GROUP BY app, member".formatted(registrationTable);
    this.removeRegistrations =
        "DELETE FROM %s WHERE app = ? AND member = ?".formatted(registrationTable);
  }

  @Override
  public final List<ActorKey> instances(Optional<ActorKey> after, int limit) throws StoreException {
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

  @Override
  public final List<ActorKey> instancesOf(
      String system, String parent, Optional<ActorKey> after, int limit) throws StoreException {
    return sessions.single(
        "read instances of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(pageOfType)) {
            statement.setString(1, parent);
            statement.setString(2, parent);
            statement.setString(3, system);
            statement.setBytes(4, after.map(Digest::of).orElse(new byte[0]));
            statement.setInt(5, limit);
            return keys(statement);
          }
        });
  }

  @Override
  public final long countInstances() throws StoreException {
    return sessions.single(
        "count instances of",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(count);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /** All keys that a query for system, parent and name selects. */
  public static List<ActorKey> keys(PreparedStatement query) throws SQLException {
    List<ActorKey> keys = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        keys.add(new ActorKey(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return keys;
  }

  @Override
  public final void putRegistration(Registration registration) throws StoreException {
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
  public final List<Registration> registrations(String app, String member) throws StoreException {
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
  public final List<Registrant> registrants() throws StoreException {
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
  public final void removeRegistrations(String app, String member) throws StoreException {
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
