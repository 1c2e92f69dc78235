package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.jdbc.ClusterSql;
import java.util.function.UnaryOperator;

/** What a cluster needs, as PostgreSQL says it. */
record PostgresCluster(UnaryOperator<String> tables) implements ClusterSql {
  @Override
  public String table(String name) {
    return tables.apply(name);
  }

  @Override
  public String nowMicros() {
    return "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
  }

  @Override
  public String insertUnlessThere(String table, String values) {
    return "INSERT INTO %s %s ON CONFLICT DO NOTHING".formatted(table(table), values);
  }

  /** Weaker locks than this one would not wait for a deletion. */
  @Override
  public String againstDeletion() {
    return "FOR KEY SHARE";
  }

  /** JDBC sends both before it waits, and the server takes both for one transaction. */
  @Override
  public String together(String first, String second) {
    return first + "; " + second;
  }
}
