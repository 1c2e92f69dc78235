package io.actorproxy.statestore.postgres;

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
import io.actorproxy.statestore.jdbc.ErrorCodes;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Options;
import io.actorproxy.statestore.jdbc.Removal;
import io.actorproxy.statestore.jdbc.Server;
import io.actorproxy.statestore.jdbc.SessionLimits;
import io.actorproxy.statestore.jdbc.Sessions;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL: the tables are in a schema of their own. */
final class PostgresDialect implements Dialect {

  private static final Logger log = LoggerFactory.getLogger(PostgresDialect.class);

  private static final String SCRIPTS = "classpath:io/actorproxy/statestore/postgres/migration";

  /** What needs no quoting, and no escaping in quotes either. */
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** Any number that others hardly take. */
  private static final long MIGRATION_LOCK = 0x6163746f7270726fL;

  /**
   * A server that acknowledges commits before they are on its disk is told not to.
   *
   * @param scope {@code SESSION}, or {@code LOCAL} for a transaction
   */
  private static String settings(String scope, SessionLimits limits) {
    return """
    SET %1$s lock_timeout = '%2$ds';
    SET %1$s idle_in_transaction_session_timeout = '%3$ds';
    %4$sSELECT set_config('synchronous_commit', 'on', %5$b)
    WHERE current_setting('synchronous_commit') = 'off'
    """
        .formatted(
            scope,
            limits.lockSeconds(),
            limits.idleSeconds(),
            limits.statementSeconds() == 0
                ? ""
                : "SET %s statement_timeout = '%ds';\n".formatted(scope, limits.statementSeconds()),
            scope.equals("LOCAL"));
  }

  private final Options options;
  private final String schema;
  private final Batches batches;
  private final ExchangeStatements exchanges;
  private final String probe;

  private final String pooler;

  /** Whether there are no sessions; found out when the server is met, if nothing else is said. */
  private volatile boolean pooled;

  PostgresDialect(StoreSettings settings) throws StoreConfigException {
    Map<String, String> properties = settings.properties();
    this.options = Options.of("postgres", 5432, Set.of("schema", "pooler"), properties);
    this.schema = schema(properties);
    this.pooler = pooler(properties);
    this.pooled = pooler.equals("on");
    requireNoApostrophe(options.username());
    this.batches = new Batches(new Statements(actors()));
    this.exchanges = new ExchangeStatements(this::table, settings.historyLimit());
    // A row that another transaction has locked is just being written, which proves that writing
    // works.
    this.probe =
        """
        UPDATE %1$s SET checked_at = now()
        WHERE id = (SELECT id FROM %1$s WHERE id = 1 FOR UPDATE SKIP LOCKED)
        """
            .formatted(table("probe"));
  }

  private static String schema(Map<String, String> properties) throws StoreConfigException {
    String schema = properties.getOrDefault("schema", "actor_proxy");
    if (!SCHEMA.matcher(schema).matches()) {
      throw new StoreConfigException(
          "Expected the property schema to be lower-case letters, digits and underscores, but it is"
              + " \"%s\".".formatted(schema));
    }
    return schema;
  }

  private static String pooler(Map<String, String> properties) throws StoreConfigException {
    String pooler = properties.getOrDefault("pooler", "auto");
    if (!Set.of("auto", "on", "off").contains(pooler)) {
      throw new StoreConfigException(
          "Expected the property pooler to be auto, on or off, but it is \"%s\"; look at PROXY_DATABASE_POOLER."
              .formatted(pooler));
    }
    return pooler;
  }

  /** Flyway puts the name between apostrophes as it is. */
  private static void requireNoApostrophe(String username) throws StoreConfigException {
    if (username.contains("'")) {
      throw new StoreConfigException(
          "The user \"%s\" cannot be used, since Flyway, which makes the tables, fails at the apostrophe; choose another PROXY_DATABASE_USERNAME."
              .formatted(username));
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public Options options() {
    return options;
  }

  @Override
  public String url(Server server) {
    String database = URLEncoder.encode(options.database(), UTF_8);
    return "jdbc:postgresql://%s/%s".formatted(server, database);
  }

  @Override
  public Properties properties() {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, options.username());
    PGProperty.PASSWORD.set(properties, options.password());
    PGProperty.APPLICATION_NAME.set(properties, "actor-proxy");
    PGProperty.CONNECT_TIMEOUT.set(properties, options.connectTimeoutSeconds());
    PGProperty.LOGIN_TIMEOUT.set(properties, options.connectTimeoutSeconds());
    PGProperty.SOCKET_TIMEOUT.set(properties, options.socketTimeoutSeconds());
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    if (pooled) {
      // A prepared statement of one transaction is another one's, or nothing, in the next.
      PGProperty.PREPARE_THRESHOLD.set(properties, 0);
    }
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.SSL_MODE.set(properties, options.sslMode("require"));
    if (!options.sslCa().isEmpty()) {
      PGProperty.SSL_ROOT_CERT.set(properties, options.sslCa());
    } else if (options.sslVerify()) {
      // The authorities the Java runtime trusts; without this, a file in the home directory.
      PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return properties;
  }

  @Override
  public String beforeWriting(SessionLimits limits) {
    return settings("SESSION", limits);
  }

  @Override
  public boolean isPooled() {
    return pooled;
  }

  @Override
  public String beforeTransaction(SessionLimits limits) {
    return "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\n" + settings("LOCAL", limits);
  }

  @Override
  public boolean isReadOnly(Connection connection) throws SQLException {
    return isSo(connection, "SELECT current_setting('transaction_read_only') = 'on'");
  }

  private static boolean isSo(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public ErrorCodes errors() {
    return new PostgresErrors();
  }

  @Override
  public String actors() {
    return table("actors");
  }

  private String table(String name) {
    return "\"%s\".%s".formatted(schema, name);
  }

  @Override
  public String meet(Connection connection, int maxStateBytes) throws SQLException {
    meetPooler(connection);
    if (isSo(connection, "SELECT current_setting('fsync') = 'on'")) {
      return "A saved state is committed by the PostgreSQL server %s, which flushes it to its disk."
          .formatted(options);
    }
    log.warn("The server of {} runs with fsync off: a power failure loses states", options);
    return "A saved state is committed by the PostgreSQL server %s, whose fsync is off: it survives"
            .formatted(options)
        + " the end of the server's process, but not that of its machine.";
  }

  /**
   * A pooler, such as PgBouncer, makes up the process it names at the log-in. Whether it keeps
   * sessions apart cannot be asked, so it is taken for one that does not.
   */
  private void meetPooler(Connection connection) throws SQLException {
    if (pooler.equals("auto")) {
      int named = connection.unwrap(PGConnection.class).getBackendPID();
      pooled = isSo(connection, "SELECT pg_backend_pid() <> " + named);
    }
    if (pooled) {
      log.info(
          "Expecting a pooler before {} (PROXY_DATABASE_POOLER is {}): nothing is prepared or set"
              + " beyond a transaction",
          options,
          pooler);
    }
  }

  /** Makes the schema, and a table in it that is dropped again. */
  @Override
  public void beforeMigration(Connection connection) throws SQLException {
    if (isSo(
        connection, "SELECT to_regclass('%s') IS NOT NULL".formatted(table("schema_history")))) {
      return;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // One at a time; what waits finds the schema made.
      statement.execute("SELECT pg_advisory_xact_lock(%d)".formatted(MIGRATION_LOCK));
      if (!isSo(connection, "SELECT to_regnamespace('\"%s\"') IS NOT NULL".formatted(schema))) {
        statement.execute("CREATE SCHEMA \"%s\"".formatted(schema));
        connection.commit();
      }
      statement.execute("CREATE TABLE %s (id integer)".formatted(table("may_create")));
      connection.rollback();
    }
  }

  @Override
  public FluentConfiguration migration(FluentConfiguration flyway) {
    FluentConfiguration configuration =
        flyway.locations(SCRIPTS).schemas(schema).table("schema_history");
    return pooled ? SearchPath.ofTransactions(configuration, schema) : configuration;
  }

  @Override
  public List<SaveResult> save(Connection connection, List<Save> batch, int maxStateBytes)
      throws SQLException {
    return batch.stream().allMatch(Save::isPlain)
        ? batches.save(connection, batch, maxStateBytes)
        : Ledger.save(batch, maxStateBytes, new Exchanges(connection, exchanges));
  }

  @Override
  public int remove(Connection connection, List<ActorKey> keys) throws SQLException {
    return new Removal(actors(), table("history")).remove(connection, keys);
  }

  @Override
  public HistoryStore history(Sessions sessions) {
    return PostgresHistory.in(sessions, this::table);
  }

  @Override
  public MessageStore messages(Sessions sessions) {
    return new PostgresMessages(sessions, this::table);
  }

  @Override
  public LookupStore lookups(Sessions sessions) {
    return new PostgresLookups(sessions, this::table);
  }

  @Override
  public ImportStore imports(Sessions sessions) {
    return new PostgresImports(sessions, this::table);
  }

  @Override
  public Optional<ClusterSql> cluster() {
    return Optional.of(new PostgresCluster(this::table));
  }

  @Override
  public void probe(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(probe);
    }
  }
}
