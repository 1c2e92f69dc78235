package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.JdbcLookups;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Which instances and registrations there are. */
final class PostgresLookups extends JdbcLookups {

  private static final String PUT =
      """
      INSERT INTO %s AS stored (digest, system, app, member, content) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (digest) DO UPDATE SET content = excluded.content
      WHERE stored.system = excluded.system
      AND stored.app = excluded.app AND stored.member = excluded.member
      """;

  private static final String START_OF_PARENT = "left(parent, 64) = left(?, 64)";

  private final Sessions sessions;
  private final String named;
  private final String add;
  private final String remove;

  /**
   * @param table a table's name, as statements write it
   */
  PostgresLookups(Sessions sessions, UnaryOperator<String> table) {
    super(
        sessions,
        table.apply("instances"),
        table.apply("registrations"),
        START_OF_PARENT,
        PUT.formatted(table.apply("registrations")));
    this.sessions = sessions;
    String instances = table.apply("instances");
    String given =
        "unnest(?::bytea[], ?::text[], ?::text[], ?::text[]) AS given (digest, system, parent,"
            + " name)";
    // One after the other: joined, they would be found by reading the whole table as long as the
    // server has no statistics about it.
    this.named =
        """
        SELECT found.system, found.parent, found.name
        FROM unnest(?::text[], ?::text[]) AS given (system, name) CROSS JOIN LATERAL (
          SELECT system, parent, name FROM %s AS stored
          WHERE stored.name = given.name AND stored.system = given.system OFFSET 0) AS found
        """
            .formatted(instances);
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
  }

  @Override
  public void addInstances(List<ActorKey> instances) throws StoreException {
    change("store instances in", add, instances);
  }

  @Override
  public void removeInstances(List<ActorKey> instances) throws StoreException {
    change("remove instances from", remove, instances);
  }

  @Override
  public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
    Set<Name> each = new LinkedHashSet<>(names);
    return sessions.single(
        "look up instances in",
        on -> {
          try (PreparedStatement statement = on.prepareStatement(named)) {
            new Columns<Name>(statement, each).text(Name::system).text(Name::name);
            return keys(statement);
          }
        });
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
}
