package io.actorproxy.statestore.jdbc;

/** How one kind of database says what {@link JdbcClusterStore} needs. */
public interface ClusterSql {
  /** A table, as statements write it. */
  String table(String name);

  /** An expression: the time now, not that of the transaction, in microseconds since the epoch. */
  String nowMicros();

  /** A statement that inserts into a table, and does nothing if the row is there. */
  String insertUnlessThere(String table, String values);

  /** What a query ends with that locks its rows for others only against deletion. */
  String againstDeletion();

  /**
   * Two statements that are sent as one message. What the first has changed, the second sees.
   *
   * @param second the only one that has a result
   */
  String together(String first, String second);
}
