package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Turns the errors of a database into what the caller of the store can do about them. */
final class Failures {

  private static final String TRUST =
      "Name the certificate to trust in PROXY_DATABASE_SSL_CA, make sure that it is for this"
          + " PROXY_DATABASE_HOST, or do without PROXY_DATABASE_SSL_VERIFY.";

  private final Options database;
  private final ErrorCodes codes;

  Failures(Dialect dialect) {
    this.database = dialect.options();
    this.codes = dialect.errors();
  }

  /** A failure while the store opens, when a wrong configuration shows. */
  StoreException opening(SQLException e) {
    SQLException real = real(e);
    return codes.isOfConfiguration(real) || isOfTrust(real)
        ? new StoreConfigException(message("open", real), real)
        : failure("open", real);
  }

  /**
   * A failure at any other time.
   *
   * @param action what failed, as in "Cannot save to"
   */
  StoreException failure(String action, SQLException e) {
    SQLException real = real(e);
    String message = message(action, real);
    return codes.isDamage(real)
        ? new StoreCorruptedException(message, real)
        : new StoreUnavailableException(message, real);
  }

  StoreUnavailableException closed() {
    return new StoreUnavailableException(
        "The store %s is closed; open it again.".formatted(database));
  }

  /** The pool reports that it timed out; its cause says why. */
  private static SQLException real(SQLException e) {
    boolean isOfThePool = e instanceof SQLTransientConnectionException || e.getSQLState() == null;
    return isOfThePool && e.getCause() instanceof SQLException cause ? cause : e;
  }

  /** What an error says, on one line. */
  static String reason(SQLException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }

  /** Whether the server's certificate is not what it has to be. */
  private boolean isOfTrust(SQLException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    return codes.isOfTrust(e);
  }

  private String message(String action, SQLException e) {
    String reason = reason(e);
    String advice = advice(e);
    return "Cannot %s %s: %s%s %s"
        .formatted(
            action,
            database,
            reason,
            reason.endsWith(".") ? "" : ".",
            advice.isEmpty() ? "Look at the server, its log and the network." : advice);
  }

  private String advice(SQLException e) {
    if (isOfTrust(e)) {
      return TRUST;
    }
    String special = codes.advice(e);
    return special.isEmpty() ? adviceOnTheNetwork(e) : special;
  }

  private static String adviceOnTheNetwork(SQLException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException _ -> {
          return "Look at PROXY_DATABASE_HOST.";
        }
        case ConnectException _ -> {
          return "Start the server, or look at PROXY_DATABASE_HOST and PROXY_DATABASE_PORT.";
        }
        case SocketTimeoutException _ -> {
          return "Look at the server, at PROXY_DATABASE_HOST and PROXY_DATABASE_PORT, and for a"
              + " firewall between.";
        }
        default -> {}
      }
    }
    return "";
  }
}
