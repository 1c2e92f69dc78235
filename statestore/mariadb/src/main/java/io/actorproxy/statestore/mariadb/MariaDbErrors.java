package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.jdbc.ErrorCodes;
import java.sql.SQLException;
import java.util.Set;

/** MariaDB says what went wrong by a number of its own; its SQLSTATE is often the general one. */
final class MariaDbErrors implements ErrorCodes {

  private static final Set<Integer> OF_CONFIGURATION =
      Set.of(
          1044, // The user may not use this database.
          1045, // Unknown user or wrong password.
          1049, // No such database.
          1142, // The user may not create or use these tables.
          1227, // The user may not do that at all.
          1665, // The binary log wants statements, and READ COMMITTED writes rows.
          1698, // The account wants another way to log in.
          3159); // The server wants TLS.

  /**
   * Deadlock; a row that another transaction has changed or created since it was looked for, see
   * {@link Batches}.
   */
  private static final Set<Integer> TO_REPEAT = Set.of(1213, 1020, 1062);

  private static final Set<Integer> TO_LEAVE =
      Set.of(
          1053, // The server stops.
          1290, // It is read-only, so it may have been the primary before a fail-over.
          1792, // The transaction is read-only.
          1836, // It is read-only, with InnoDB alone.
          1927); // An administrator has ended the session, as at a switch-over.

  /** What InnoDB says of tables it cannot read. */
  private static final Set<Integer> DAMAGE = Set.of(1034, 1035, 1194, 1195, 1712, 1877);

  @Override
  public boolean isOfConfiguration(SQLException e) {
    return OF_CONFIGURATION.contains(e.getErrorCode());
  }

  @Override
  public boolean isToRepeat(SQLException e) {
    return TO_REPEAT.contains(e.getErrorCode()) || ErrorCodes.state(e).equals("40001");
  }

  @Override
  public boolean isToLeave(SQLException e) {
    return TO_LEAVE.contains(e.getErrorCode());
  }

  @Override
  public boolean isDamage(SQLException e) {
    return DAMAGE.contains(e.getErrorCode());
  }

  @Override
  public String advice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 1044, 1142, 1227 -> "Grant the user all rights on the database PROXY_DATABASE_NAME.";
      case 1045, 1698 ->
          "Look at PROXY_DATABASE_USERNAME, PROXY_DATABASE_SECRET and from where the user may log"
              + " in.";
      case 1049 -> "Create the database, or correct PROXY_DATABASE_NAME.";
      case 3159 -> "The server wants encrypted connections: set PROXY_DATABASE_SSL to true.";
      case 1290, 1792, 1836 ->
          "The server may be a replica: name the primary, or all servers, in PROXY_DATABASE_HOST.";
      case 1021, 1114 -> "The server's disk is full: free some space on it.";
      case 1040, 1203, 1226 -> "The server has no connection left: raise max_connections.";
      case 1205 -> "Another session holds a lock on the tables: end it.";
      case 1665 -> "Set the server's binlog_format to MIXED or ROW.";
      case 1034, 1035, 1194, 1195, 1712, 1877 ->
          "The database is damaged: restore it from a backup.";
      default -> "";
    };
  }
}
