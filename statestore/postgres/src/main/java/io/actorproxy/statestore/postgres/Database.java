package io.actorproxy.statestore.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.actorproxy.statestore.StoreUnavailableException;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;

/** Where the database is and how it is connected to. Shown as host, port and name, never more. */
final class Database {

  /** The longest wait for a free or a new connection. */
  private static final long WAIT_MS = 5_000;

  private static final long VALIDATION_MS = 2_000;
  private static final long IDLE_MS = 60_000;

  /**
   * What each connection that writes begins with. A proxy that stands still must not keep its locks
   * for ever, nor may a lock of others stop all saves; and a server that acknowledges commits
   * before they are on its disk is told not to.
   */
  private static final String BEFORE_WRITING =
      """
      SET lock_timeout = '5s';
      SET idle_in_transaction_session_timeout = '30s';
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') = 'off'
      """;

  private final Options options;
  private final String url;

  Database(Options options) {
    this.options = options;
    this.url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(bracketed(options.host()), options.port(), escaped(options.database()));
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String escaped(String name) {
    return URLEncoder.encode(name, UTF_8);
  }

  /** The name of a table of ours, as statements write it. */
  String table(String name) {
    return "\"%s\".%s".formatted(options.schema(), name);
  }

  String schema() {
    return options.schema();
  }

  String url() {
    return url;
  }

  /** A connection of its own, in auto-commit mode. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, properties());
  }

  /** One connection outside auto-commit mode. It is connected when it is first needed. */
  HikariDataSource writing() {
    HikariConfig config = pool("writing", 1);
    config.setAutoCommit(false);
    config.setConnectionInitSql(BEFORE_WRITING);
    return new HikariDataSource(config);
  }

  /** All other connections, in auto-commit mode, as many as are needed at a time. */
  HikariDataSource reading() {
    HikariConfig config = pool("reading", options.poolSize() - 1);
    config.setMinimumIdle(1);
    config.setIdleTimeout(IDLE_MS);
    return new HikariDataSource(config);
  }

  private HikariConfig pool(String name, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("postgres-" + name);
    config.setJdbcUrl(url);
    config.setDataSourceProperties(properties());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAIT_MS);
    config.setValidationTimeout(VALIDATION_MS);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    // Whether the database is there is found out before, with an error that says more.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  Properties properties() {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, options.username());
    PGProperty.PASSWORD.set(properties, options.password());
    PGProperty.APPLICATION_NAME.set(properties, "actor-proxy");
    PGProperty.CONNECT_TIMEOUT.set(properties, options.connectTimeoutSeconds());
    PGProperty.LOGIN_TIMEOUT.set(properties, options.connectTimeoutSeconds());
    PGProperty.SOCKET_TIMEOUT.set(properties, options.socketTimeoutSeconds());
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.SSL_MODE.set(properties, options.sslMode());
    if (options.sslVerify()) {
      // The authorities the Java runtime trusts; without this, a file in the home directory.
      PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return properties;
  }

  StoreUnavailableException closed() {
    return new StoreUnavailableException("The store %s is closed; open it again.".formatted(this));
  }

  @Override
  public String toString() {
    return "%s:%d/%s".formatted(bracketed(options.host()), options.port(), options.database());
  }
}
