package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Which instances and registrations there are, in the tables of the same names. */
final class Lookups implements LookupStore {

  static final String ADD_INSTANCE =
      "INSERT INTO instances (system, parent, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

  static final String REMOVE_INSTANCE =
      "DELETE FROM instances WHERE system = ? AND parent = ? AND name = ?";

  static final String FIRST_INSTANCES =
      "SELECT system, parent, name FROM instances ORDER BY system, parent, name LIMIT ?1";

  static final String NEXT_INSTANCES =
      """
      SELECT system, parent, name FROM instances WHERE (system, parent, name) > (?1, ?2, ?3)
      ORDER BY system, parent, name LIMIT ?4
      """;

  static final String NAMED_INSTANCES =
      "SELECT system, parent, name FROM instances WHERE system = ? AND name = ?";

  static final String FIRST_INSTANCES_OF =
      """
      SELECT system, parent, name FROM instances WHERE system = ?1 AND parent = ?2
      ORDER BY name LIMIT ?3
      """;

  static final String NEXT_INSTANCES_OF =
      """
      SELECT system, parent, name FROM instances WHERE system = ?1 AND parent = ?2 AND name > ?3
      ORDER BY name LIMIT ?4
      """;

  static final String COUNT_INSTANCES = "SELECT count(*) FROM instances";

  static final String PUT_REGISTRATION =
      """
      INSERT INTO registrations (app, member, system, content) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET content = excluded.content
      """;

  static final String REGISTRATIONS =
      "SELECT system, content FROM registrations WHERE app = ? AND member = ? ORDER BY system";

  static final String REGISTRANTS =
      "SELECT app, member, count(*) FROM registrations GROUP BY app, member";

  static final String REMOVE_REGISTRATIONS =
      "DELETE FROM registrations WHERE app = ? AND member = ?";

  private final Writer writer;
  private final Readers readers;

  Lookups(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreException {
    runForEach(ADD_INSTANCE, instances);
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreException {
    runForEach(REMOVE_INSTANCE, instances);
  }

  private void runForEach(String sql, List<ActorKey> keys) throws StoreException {
    writer.change(
        "write instances to",
        on -> {
          for (ActorKey key : keys) {
            on.of(sql, key).executeUpdate();
          }
        });
  }

  @Override
  public List<ActorKey> instances(Optional<ActorKey> after, int limit) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement;
          if (after.isPresent()) {
            statement = on.of(NEXT_INSTANCES, after.get());
            statement.setInt(4, limit);
          } else {
            statement = on.of(FIRST_INSTANCES);
            statement.setInt(1, limit);
          }
          return Statements.keys(statement);
        });
  }

  @Override
  public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
    return readers.readTogether(
        on -> {
          List<ActorKey> keys = new ArrayList<>();
          for (Name name : new LinkedHashSet<>(names)) {
            PreparedStatement statement = on.of(NAMED_INSTANCES);
            statement.setString(1, name.system());
            statement.setString(2, name.name());
            keys.addAll(Statements.keys(statement));
          }
          return keys;
        });
  }

  @Override
  public List<ActorKey> instancesOf(
      String system, String parent, Optional<ActorKey> after, int limit) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement;
          if (after.isPresent()) {
            statement = on.of(NEXT_INSTANCES_OF);
            statement.setString(3, after.get().name());
            statement.setInt(4, limit);
          } else {
            statement = on.of(FIRST_INSTANCES_OF);
            statement.setInt(3, limit);
          }
          statement.setString(1, system);
          statement.setString(2, parent);
          return Statements.keys(statement);
        });
  }

  @Override
  public long countInstances() throws StoreException {
    return readers.read(
        on -> {
          try (ResultSet row = on.of(COUNT_INSTANCES).executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Override
  public void putRegistration(Registration registration) throws StoreException {
    writer.change(
        "write a registration to",
        on -> {
          PreparedStatement statement = on.of(PUT_REGISTRATION);
          statement.setString(1, registration.app());
          statement.setString(2, registration.member());
          statement.setString(3, registration.system());
          statement.setBytes(4, registration.content());
          statement.executeUpdate();
        });
  }

  @Override
  public List<Registration> registrations(String app, String member) throws StoreException {
    return readers.read(
        on -> {
          PreparedStatement statement = on.of(REGISTRATIONS);
          statement.setString(1, app);
          statement.setString(2, member);
          List<Registration> registrations = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              registrations.add(new Registration(row.getString(1), app, member, row.getBytes(2)));
            }
          }
          return registrations;
        });
  }

  @Override
  public List<Registrant> registrants() throws StoreException {
    return readers.read(
        on -> {
          List<Registrant> registrants = new ArrayList<>();
          try (ResultSet row = on.of(REGISTRANTS).executeQuery()) {
            while (row.next()) {
              registrants.add(new Registrant(row.getString(1), row.getString(2), row.getInt(3)));
            }
          }
          return registrants;
        });
  }

  @Override
  public void removeRegistrations(String app, String member) throws StoreException {
    writer.change(
        "remove registrations from",
        on -> {
          PreparedStatement statement = on.of(REMOVE_REGISTRATIONS);
          statement.setString(1, app);
          statement.setString(2, member);
          statement.executeUpdate();
        });
  }
}
