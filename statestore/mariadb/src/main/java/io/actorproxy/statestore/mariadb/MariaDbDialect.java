package io.actorproxy.statestore.mariadb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.jdbc.ClusterSql;
import io.actorproxy.statestore.jdbc.Dialect;
import io.actorproxy.statestore.jdbc.Digest;
import io.actorproxy.statestore.jdbc.ErrorCodes;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Options;
import io.actorproxy.statestore.jdbc.Removal;
import io.actorproxy.statestore.jdbc.Server;
import io.actorproxy.statestore.jdbc.SessionLimits;
import io.actorproxy.statestore.jdbc.Sessions;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MariaDB and MySQL: the tables are in the database, beside those of others, with a prefix. */
final class MariaDbDialect implements Dialect {

  private static final Logger log = LoggerFactory.getLogger(MariaDbDialect.class);

  private static final String SCRIPTS = "classpath:io/actorproxy/statestore/mariadb/migration";
  static final String PREFIX = "actor_proxy_";

  /**
   * How often the lock is waited for, half a second each time, which is shorter than any socket
   * timeout.
   */
  private static final int LOCK_ATTEMPTS = 120;

  private final String name;
  private final boolean hasCluster;
  private final Options options;
  private final int historyLimit;

  /** Found out when the server is met. */
  private volatile String collation = "utf8mb4_nopad_bin";

  /**
   * @param name what the store calls itself
   * @param hasCluster whether a cluster may be kept: MySQL ends no transaction that stands still
   */
  MariaDbDialect(String name, boolean hasCluster, StoreSettings settings)
      throws StoreConfigException {
    this.name = name;
    this.hasCluster = hasCluster;
    this.options = Options.of(name, 3306, Set.of(), settings.properties());
    this.historyLimit = settings.historyLimit();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Options options() {
    return options;
  }

  @Override
  public String url(Server server) {
    String database = URLEncoder.encode(options.database(), UTF_8);
    // The driver knows no brackets here.
    return "jdbc:mariadb://address=(host=%s)(port=%d)/%s"
        .formatted(server.host(), server.port(), database);
  }

  @Override
  public Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", options.username());
    properties.setProperty("password", options.password());
    properties.setProperty("connectionAttributes", "program_name:actor-proxy");
    properties.setProperty("connectTimeout", millis(options.connectTimeoutSeconds()));
    properties.setProperty("socketTimeout", millis(options.socketTimeoutSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("sslMode", options.sslMode("trust"));
    // Otherwise who knows the password is trusted, whatever the certificate.
    properties.setProperty("deferCertificateValidation", "false");
    if (!options.sslCa().isEmpty()) {
      properties.setProperty("serverSslCert", options.sslCa());
    }
    // A batch is one message with the parameters of all its rows, as bytes.
    properties.setProperty("useBulkStmts", "true");
    properties.setProperty("useServerPrepStmts", "true");
    return properties;
  }

  private static String millis(int seconds) {
    return Long.toString(Duration.ofSeconds(seconds).toMillis());
  }

  /** What does not fit is refused, never cut. MySQL has no limit for what stands still. */
  @Override
  public String beforeWriting(SessionLimits limits) {
    return """
    SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00',
    innodb_lock_wait_timeout = %d /*M!100300 , idle_transaction_timeout = %d%s */
    """
        .formatted(
            limits.lockSeconds(),
            limits.idleSeconds(),
            limits.statementSeconds() == 0
                ? ""
                : " , max_statement_time = " + limits.statementSeconds());
  }

  @Override
  public boolean isReadOnly(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT @@read_only NOT IN ('0', 'OFF') OR @@innodb_read_only")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Override
  public ErrorCodes errors() {
    return new MariaDbErrors();
  }

  @Override
  public String actors() {
    return PREFIX + "actors";
  }

  @Override
  public String meet(Connection connection, int maxStateBytes)
      throws SQLException, StoreConfigException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT version(), @@max_allowed_packet, @@innodb_flush_log_at_trx_commit
                """)) {
      row.next();
      boolean mariaDb = row.getString(1).contains("MariaDB");
      collation = mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
      requireRoom(row.getLong(2), maxStateBytes);
      return durability(mariaDb ? "MariaDB" : "MySQL", row.getInt(3));
    }
  }

  private void requireRoom(long maxPacket, int maxStateBytes) throws StoreConfigException {
    long needed = Bulk.messageBytes(maxStateBytes);
    if (maxPacket < needed) {
      throw new StoreConfigException(
          ("Expected max_allowed_packet of the server %s to be at least %d, so that states of %d"
                  + " bytes can be saved, but it is %d. Raise it, or lower PROXY_STATE_MAX_BYTES.")
              .formatted(options, needed, maxStateBytes, maxPacket));
    }
  }

  private String durability(String product, int flush) {
    if (flush == 1) {
      return "A saved state is committed by the %s server %s, which flushes it to its disk."
          .formatted(product, options);
    }
    log.warn(
        "The server of {} runs with innodb_flush_log_at_trx_commit {}: a power failure loses"
            + " states; set it to 1",
        options,
        flush);
    String survived = flush == 0 ? "a second later" : "the end of the server's process";
    return ("A saved state is committed by the %s server %s, whose innodb_flush_log_at_trx_commit"
            + " is %d: it survives %s, but a power failure may lose what was saved just before.")
        .formatted(product, options, flush, survived);
  }

  /**
   * If two proxies start on an empty database, one would find the other's first table half made. A
   * table that is made and dropped shows whether this user may create more.
   */
  @Override
  public void beforeMigration(Connection connection) throws SQLException {
    lockMigration(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS actor_proxy_may_create (id integer)");
      statement.execute("DROP TABLE actor_proxy_may_create");
    }
  }

  private void lockMigration(Connection connection) throws SQLException {
    // The server's locks have short names, and are the same for all its databases.
    String name = HexFormat.of().formatHex(Digest.of(PREFIX, options.database(), ""));
    try (PreparedStatement statement = connection.prepareStatement("SELECT get_lock(?, 0.5)")) {
      statement.setString(1, name);
      for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          if (row.getBoolean(1)) {
            return;
          }
        }
      }
    }
    throw new SQLTransientException("another proxy has been making the tables for a minute");
  }

  @Override
  public FluentConfiguration migration(FluentConfiguration flyway) {
    return flyway
        .locations(SCRIPTS)
        .table(PREFIX + "schema_history")
        .placeholders(Map.of("collation", collation))
        // The database may have tables of others, whatever they are.
        .baselineOnMigrate(true)
        .baselineVersion("0");
  }

  @Override
  public List<SaveResult> save(Connection connection, List<Save> batch, int maxStateBytes)
      throws SQLException {
    return Ledger.save(batch, maxStateBytes, new Batches(connection, historyLimit));
  }

  @Override
  public int remove(Connection connection, List<ActorKey> keys) throws SQLException {
    return new Removal(actors(), "actor_proxy_history").remove(connection, keys);
  }

  @Override
  public HistoryStore history(Sessions sessions) {
    return MariaDbHistory.in(sessions);
  }

  @Override
  public MessageStore messages(Sessions sessions) {
    return new MariaDbMessages(sessions, hasCluster);
  }

  @Override
  public LookupStore lookups(Sessions sessions) {
    return new MariaDbLookups(sessions);
  }

  @Override
  public ImportStore imports(Sessions sessions) {
    return new MariaDbImports(sessions);
  }

  @Override
  public Optional<ClusterSql> cluster() {
    return hasCluster ? Optional.of(new MariaDbCluster()) : Optional.empty();
  }

  @Override
  public void probe(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        // A row that another transaction has locked is just being written, which proves that
        // writing works.
        ResultSet free =
            statement.executeQuery(
                "SELECT id FROM actor_proxy_probe WHERE id = 1 FOR UPDATE SKIP LOCKED")) {
      if (free.next()) {
        statement.executeUpdate(
            "UPDATE actor_proxy_probe SET checked_at = utc_timestamp(6) WHERE id = 1");
      }
    }
  }
}
