package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.jdbc.ClusterSql;

/** What a cluster needs, as MariaDB says it. */
final class MariaDbCluster implements ClusterSql {
  @Override
  public String table(String name) {
    return MariaDbDialect.PREFIX + name;
  }

  @Override
  public String nowMicros() {
    return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";
  }

  @Override
  public String insertUnlessThere(String table, String values) {
    return "INSERT IGNORE INTO %s %s".formatted(table(table), values);
  }

  @Override
  public String againstDeletion() {
    return "LOCK IN SHARE MODE";
  }

  /** Each is a transaction by itself. */
  @Override
  public String together(String first, String second) {
    return "BEGIN NOT ATOMIC %s; %s; END".formatted(first, second);
  }
}
