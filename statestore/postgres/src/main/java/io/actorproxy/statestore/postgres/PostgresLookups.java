package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.jdbc.JdbcLookups;
import io.actorproxy.statestore.jdbc.Sessions;
import java.sql.PreparedStatement;
import java.util.List;
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

  private final Sessions sessions;
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
        PUT.formatted(table.apply("registrations")));
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
}
