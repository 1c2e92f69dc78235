package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The server all tests share: the one {@code PROXY_TEST_POSTGRES_URL} names, as in {@code
 * postgres://user:password@host:port/database}, or else one that is started for them.
 */
final class TestServer {

  private static final String VARIABLE = "PROXY_TEST_POSTGRES_URL";
  private static final String IMAGE = "postgres:18";

  /** Begins anew in each process, so the process is part of the name. */
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  /** Most tests write to one table or two, and to empty one takes a few milliseconds. */
  private static final String EMPTY =
      """
      DO $$
      DECLARE
        name text;
        used boolean;
      BEGIN
        FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = '%1$s' AND tablename NOT IN ('schema_history', 'probe') LOOP
          EXECUTE format('SELECT EXISTS (SELECT FROM "%1$s".%%I)', name) INTO used;
          IF used THEN
            EXECUTE format('TRUNCATE "%1$s".%%I', name);
          END IF;
        END LOOP;
      END $$
      """;

  private static final Map<String, String> SHARED = start();

  private TestServer() {}

  private static Map<String, String> start() {
    String url = System.getenv(VARIABLE);
    if (url != null && !url.isEmpty()) {
      System.out.println("PostgreSQL: the server " + VARIABLE + " names");
      return parse(URI.create(url));
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      System.out.println(
          "PostgreSQL: a container of %s, since %s is not set".formatted(IMAGE, VARIABLE));
      return startContainer();
    }
    try {
      EmbeddedPostgres server = EmbeddedPostgres.builder().start();
      System.out.println(
          "PostgreSQL: an embedded server, since %s is not set and there is no container engine"
              .formatted(VARIABLE));
      return properties("127.0.0.1", server.getPort(), "postgres", "postgres", "postgres");
    } catch (IOException e) {
      throw new IllegalStateException(
          "No PostgreSQL for the tests: %s is not set, there is no container engine, and no embedded server starts"
              .formatted(VARIABLE),
          e);
    }
  }

  private static Map<String, String> parse(URI url) {
    String[] user = url.getUserInfo().split(":", 2);
    return properties(url.getHost(), url.getPort(), url.getPath().substring(1), user[0], user[1]);
  }

  /** Testcontainers removes it when the process ends. */
  @SuppressWarnings("resource")
  private static Map<String, String> startContainer() {
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    container.start();
    return properties(
        container.getHost(),
        container.getFirstMappedPort(),
        container.getDatabaseName(),
        container.getUsername(),
        container.getPassword());
  }

  private static Map<String, String> properties(
      String host, int port, String database, String username, String password) {
    return Map.of(
        "host", host,
        "port", Integer.toString(port),
        "database", database,
        "username", username,
        "password", password);
  }

  /** How an embedded server is reached that stops or stands still in a test. */
  static Map<String, String> propertiesOf(int port) {
    return Map.of(
        "host", "127.0.0.1",
        "port", Integer.toString(port),
        "database", "postgres",
        "username", "postgres",
        "password", "postgres",
        "connectTimeoutSeconds", "2",
        "socketTimeoutSeconds", "2");
  }

  /** Settings for a schema that is not there yet. */
  static StoreSettings newSchema(Path dataDir, int maxStateBytes) {
    return with(dataDir, maxStateBytes, Map.of());
  }

  /** The same, with some properties of one's own. */
  static StoreSettings with(Path dataDir, int maxStateBytes, Map<String, String> others) {
    Map<String, String> properties = new HashMap<>(SHARED);
    long process = ProcessHandle.current().pid();
    properties.put("schema", "test_%d_%d".formatted(process, SCHEMAS.incrementAndGet()));
    properties.putAll(others);
    return new StoreSettings(dataDir, maxStateBytes, properties);
  }

  /** Removes all rows of a schema but those that a migration has written. */
  static void empty(StoreSettings settings) throws Exception {
    PostgresDialect dialect = new PostgresDialect(settings);
    try (Connection connection =
            DriverManager.getConnection(
                dialect.url(dialect.options().servers().getFirst()), dialect.properties());
        Statement statement = connection.createStatement()) {
      statement.execute(EMPTY.formatted(settings.properties().get("schema")));
    }
  }
}
