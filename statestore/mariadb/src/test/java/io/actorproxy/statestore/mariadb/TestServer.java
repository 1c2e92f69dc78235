package io.actorproxy.statestore.mariadb;

import static java.util.Objects.requireNonNull;

import ch.vorburger.exec.ManagedProcessException;
import io.actorproxy.statestore.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mariadb.MariaDBContainer;

/**
 * The server all tests share: the one {@code PROXY_TEST_MARIADB_URL} names, as in {@code
 * mariadb://user:password@host:port}, or else one that is started for them. Its user must be
 * allowed to create databases.
 */
final class TestServer {

  private static final String VARIABLE = "PROXY_TEST_MARIADB_URL";
  private static final String IMAGE = "mariadb:11.4";

  /** None of these tests cuts the power, and tables are made by the thousand. */
  private static final String WITHOUT_FSYNC = "--innodb-flush-method=nosync";

  /** Statistics that are stored lock a table of all databases, which truncating waits for. */
  private static final String WITHOUT_STORED_STATISTICS = "--innodb-stats-persistent=OFF";

  private static final int ER_LOCK_WAIT_TIMEOUT = 1205;

  /** Begins anew in each process, so the process is part of the name. */
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static final Map<String, String> SHARED = start();

  private TestServer() {}

  private static Map<String, String> start() {
    String url = System.getenv(VARIABLE);
    if (url != null && !url.isEmpty()) {
      System.out.println("MariaDB: the server " + VARIABLE + " names");
      return parse(URI.create(url));
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      System.out.println(
          "MariaDB: a container of " + IMAGE + ", since " + VARIABLE + " is not set");
      return startContainer();
    }
    try {
      EmbeddedMariaDb server =
          EmbeddedMariaDb.start(
              EmbeddedMariaDb.newDirectory(), WITHOUT_FSYNC, WITHOUT_STORED_STATISTICS);
      System.out.println(
          "MariaDB: an embedded server, since %s is not set and there is no container engine"
              .formatted(VARIABLE));
      return properties("127.0.0.1", server.port(), EmbeddedMariaDb.USER, EmbeddedMariaDb.PASSWORD);
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(
          "No MariaDB for the tests: %s is not set, there is no container engine, and no embedded server starts"
              .formatted(VARIABLE),
          e);
    }
  }

  private static Map<String, String> parse(URI url) {
    String[] user = url.getUserInfo().split(":", 2);
    return properties(url.getHost(), url.getPort(), user[0], user[1]);
  }

  /** Testcontainers removes it when the process ends. */
  @SuppressWarnings("resource")
  private static Map<String, String> startContainer() {
    MariaDBContainer container = new MariaDBContainer(IMAGE).withUsername("root");
    container.start();
    return properties(
        container.getHost(),
        container.getFirstMappedPort(),
        container.getUsername(),
        container.getPassword());
  }

  private static Map<String, String> properties(
      String host, int port, String username, String password) {
    return Map.of(
        "host", host,
        "port", Integer.toString(port),
        "username", username,
        "password", password);
  }

  /** Settings for a database that was not there yet. */
  static StoreSettings newDatabase(Path dataDir, int maxStateBytes) {
    return with(dataDir, maxStateBytes, Map.of());
  }

  /** The same, with some properties of one's own. */
  static StoreSettings with(Path dataDir, int maxStateBytes, Map<String, String> others) {
    long process = ProcessHandle.current().pid();
    String database = "test_%d_%d".formatted(process, DATABASES.incrementAndGet());
    execute("CREATE DATABASE " + database);
    Map<String, String> properties = new HashMap<>(SHARED);
    properties.put("database", database);
    properties.putAll(others);
    return new StoreSettings(dataDir, maxStateBytes, properties);
  }

  /** Removes all rows of a database but those that a migration has written. */
  static void empty(StoreSettings settings) throws SQLException {
    String database = requireNonNull(settings.properties().get("database"));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      // A session of the test before may be about to end, and this server waits a second at most.
      statement.execute("SET lock_wait_timeout = 30, innodb_lock_wait_timeout = 30");
      for (String table : tables(statement, database)) {
        empty(statement, "%s.%s".formatted(database, table));
      }
    }
  }

  /** Most tests write to one table or two, and to empty one takes some milliseconds. */
  private static void empty(Statement statement, String table) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
      if (!row.next()) {
        return;
      }
    }
    try {
      statement.execute("TRUNCATE TABLE " + table);
    } catch (SQLException e) {
      if (e.getErrorCode() == ER_LOCK_WAIT_TIMEOUT) {
        throw new SQLException(table + " is locked: " + transactions(statement), e);
      }
      throw e;
    }
  }

  /** What a reader of a red test needs in order to know who has not ended its transaction. */
  private static List<String> transactions(Statement statement) throws SQLException {
    List<String> transactions = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            """
            SELECT CONCAT_WS(' ', p.id, p.db, p.command, p.time, p.state, p.info, t.trx_started,
              t.trx_query)
            FROM information_schema.processlist p
            LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id
            """)) {
      while (row.next()) {
        transactions.add(row.getString(1));
      }
    }
    return transactions;
  }

  private static List<String> tables(Statement statement, String database) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet row = statement.executeQuery("SHOW TABLES FROM " + database)) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    tables.removeAll(List.of("actor_proxy_schema_history", "actor_proxy_probe"));
    return tables;
  }

  static void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot prepare the test server: " + sql, e);
    }
  }

  private static Connection connect() throws SQLException {
    String url =
        "jdbc:mariadb://%s:%s/?sslMode=disable".formatted(SHARED.get("host"), SHARED.get("port"));
    return DriverManager.getConnection(url, SHARED.get("username"), SHARED.get("password"));
  }
}
