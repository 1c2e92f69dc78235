package io.actorproxy.statestore.jdbc;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connects to that one of the servers which takes writes, beginning with the one that did so last,
 * unless it was left. Names are resolved at each connection, so one that leads to a new address is
 * followed. The connections are in auto-commit mode.
 */
final class Primary implements DataSource {

  /** How PostgreSQL says it. */
  private static final String READ_ONLY_STATE = "25006";

  /** How MariaDB says it. */
  private static final int READ_ONLY_CODE = 1290;

  private final Dialect dialect;
  private final List<Server> servers;
  private final int socketMillis;

  /** The server that took the last connection. */
  private volatile int connected;

  /** The one that is tried first. */
  private volatile int first;

  Primary(Dialect dialect) {
    this(dialect, 0);
  }

  /**
   * @param socketMillis how long an answer is waited for, if less than the options say; 0 = as they
   *     do
   */
  Primary(Dialect dialect, int socketMillis) {
    this.dialect = dialect;
    this.socketMillis = socketMillis;
    this.servers = dialect.options().servers();
  }

  @Override
  public Connection getConnection() throws SQLException {
    List<SQLException> failures = new ArrayList<>();
    int begin = first;
    for (int i = 0; i < servers.size(); i++) {
      int number = (begin + i) % servers.size();
      try {
        Connection connection = connect(servers.get(number));
        connected = number;
        first = number;
        return connection;
      } catch (SQLException e) {
        failures.add(e);
      }
    }
    throw together(begin, failures);
  }

  /**
   * The server that took the last connection takes no writes any more: it is tried last. Said again
   * before there is another connection, it changes nothing.
   */
  void leave() {
    first = (connected + 1) % servers.size();
  }

  private Connection connect(Server server) throws SQLException {
    requireResolvable(server.host());
    Connection connection = DriverManager.getConnection(dialect.url(server), dialect.properties());
    try {
      if (dialect.isReadOnly(connection)) {
        throw new SQLException("the server is read-only", READ_ONLY_STATE, READ_ONLY_CODE);
      }
      if (socketMillis > 0) {
        connection.setNetworkTimeout(Runnable::run, socketMillis);
      }
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** The drivers do so too, but do not all say what it is that failed. */
  private static void requireResolvable(String host) throws SQLException {
    try {
      InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new SQLException(host + " cannot be resolved", "08001", e);
    }
  }

  /** What a server that answered says counts for more than that another one is not there. */
  private SQLException together(int first, List<SQLException> failures) {
    if (failures.size() == 1) {
      return failures.getFirst();
    }
    SQLException telling =
        failures.stream()
            .filter(failure -> !ErrorCodes.state(failure).startsWith("08"))
            .findFirst()
            .orElse(failures.getFirst());
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < failures.size(); i++) {
      reasons.add(
          servers.get((first + i) % servers.size()) + ": " + Failures.reason(failures.get(i)));
    }
    return new SQLException(
        "none of the servers can be used (%s)"
            .formatted(reasons.stream().collect(Collectors.joining("; "))),
        telling.getSQLState(),
        telling.getErrorCode(),
        telling);
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("The user is that of the settings");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  /** It is that of the settings. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return dialect.options().connectTimeoutSeconds();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("It logs nothing");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("It wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
