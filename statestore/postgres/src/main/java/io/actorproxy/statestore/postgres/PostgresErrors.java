package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.jdbc.ErrorCodes;
import java.sql.SQLException;
import java.util.Set;

/** PostgreSQL says what went wrong by its SQLSTATE. */
final class PostgresErrors implements ErrorCodes {

  private static final Set<String> OF_CONFIGURATION =
      Set.of(
          "28000", // The server does not let this user in from here.
          "28P01", // Wrong password.
          "3D000", // No such database.
          "42501", // The user may not create what is needed.
          "08004"); // One side wants TLS, or a way to log in, that the other does not have.

  private static final Set<String> TO_LEAVE =
      Set.of(
          "25006", // It is read-only, so it may have been the primary before a fail-over.
          "57P01", // An administrator ends the session, as at a switch-over.
          "57P02", // It has crashed.
          "57P03"); // It is starting or stopping.

  /** Deadlock and serialization failure. */
  private static final Set<String> TO_REPEAT = Set.of("40P01", "40001");

  /** An error after which the whole transaction is repeated. */
  static SQLException toRepeat(String reason) {
    return new SQLException(reason, "40001");
  }

  @Override
  public boolean isOfConfiguration(SQLException e) {
    return OF_CONFIGURATION.contains(ErrorCodes.state(e));
  }

  @Override
  public boolean isToRepeat(SQLException e) {
    return TO_REPEAT.contains(ErrorCodes.state(e));
  }

  @Override
  public boolean isToLeave(SQLException e) {
    return TO_LEAVE.contains(ErrorCodes.state(e));
  }

  @Override
  public boolean isDamage(SQLException e) {
    String state = ErrorCodes.state(e);
    return state.startsWith("XX00") && !state.equals("XX000");
  }

  /** A wrong name has no state of its own, and no cause. */
  @Override
  public boolean isOfTrust(SQLException e) {
    return String.valueOf(e.getMessage()).contains("hostnameverifier");
  }

  @Override
  public String advice(SQLException e) {
    if (String.valueOf(e.getMessage()).contains("statement pooling mode")) {
      return "Set pool_mode of PgBouncer to transaction or session.";
    }
    return switch (ErrorCodes.state(e)) {
      case "28000", "28P01" ->
          "Look at PROXY_DATABASE_USERNAME, PROXY_DATABASE_SECRET and the server's pg_hba.conf.";
      case "3D000" -> "Create the database, or correct PROXY_DATABASE_NAME.";
      case "42501" -> "Make the user the owner of the database, or grant CREATE on it.";
      case "08004" -> "Look at PROXY_DATABASE_SSL and at how the server lets users in.";
      case "25006" ->
          "The server may be a standby: name the primary, or all servers, in PROXY_DATABASE_HOST.";
      case "53100" -> "The server's disk is full: free some space on it.";
      case "53300" -> "The server has no connection left: raise max_connections.";
      case "55P03" -> "Another session holds a lock on the tables: end it.";
      case "XX001", "XX002" -> "The database is damaged: restore it from a backup.";
      default -> "";
    };
  }
}
