package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What the errors of a database mean, by their SQLSTATE. */
final class Failures {

  /** What only a change of the settings or of the database's own configuration can heal. */
  private static final Set<String> OF_CONFIGURATION =
      Set.of(
          "28000", // The server does not let this user in from here.
          "28P01", // Wrong password.
          "3D000", // No such database.
          "42501", // The user may not create what is needed.
          "08004"); // One side wants TLS, or a way to log in, that the other does not have.

  /** Deadlock and serialization failure: nothing was done, and a repetition is all it needs. */
  private static final Set<String> TO_REPEAT = Set.of("40P01", "40001");

  private Failures() {}

  /** A failure while the store opens, when a wrong configuration shows. */
  static StoreException opening(Database database, SQLException e) {
    SQLException real = real(e);
    return OF_CONFIGURATION.contains(state(real)) || isCaused(real, SSLHandshakeException.class)
        ? new StoreConfigException(message("open", database, real), real)
        : failure("open", database, real);
  }

  /**
   * Turns an error into what the caller of the store can do about it.
   *
   * @param action what failed, as in "Cannot save to"
   */
  static StoreException failure(String action, Database database, SQLException e) {
    SQLException real = real(e);
    String message = message(action, database, real);
    return state(real).startsWith("XX00") && !state(real).equals("XX000")
        ? new StoreCorruptedException(message, real)
        : new StoreUnavailableException(message, real);
  }

  static boolean isToRepeat(SQLException e) {
    return TO_REPEAT.contains(state(e));
  }

  /** The pool says that it waited in vain; why it did is the cause. */
  private static SQLException real(SQLException e) {
    return e.getSQLState() == null && e.getCause() instanceof SQLException cause ? cause : e;
  }

  private static boolean isCaused(Throwable e, Class<? extends Throwable> type) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  private static String message(String action, Database database, SQLException e) {
    String reason = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    return "Cannot %s %s: %s%s %s"
        .formatted(action, database, reason, reason.endsWith(".") ? "" : ".", advice(state(e)));
  }

  private static String advice(String state) {
    return switch (state) {
      case "28000", "28P01" ->
          "Look at PROXY_DATABASE_USERNAME, PROXY_DATABASE_SECRET and the server's pg_hba.conf.";
      case "3D000" -> "Create the database, or correct PROXY_DATABASE_NAME.";
      case "42501" -> "Make the user the owner of the database, or grant CREATE on it.";
      case "08004" -> "Look at PROXY_DATABASE_SSL and at how the server lets users in.";
      case "25006" -> "The server is read-only, perhaps a standby: connect to the primary.";
      case "53100" -> "The server's disk is full: free some space on it.";
      case "53300" -> "The server has no connection left: raise max_connections.";
      case "55P03" -> "Another session holds a lock on the tables: end it.";
      case "XX001", "XX002" -> "The database is damaged: restore it from a backup.";
      default -> "Look at the server, its log and the network.";
    };
  }
}
