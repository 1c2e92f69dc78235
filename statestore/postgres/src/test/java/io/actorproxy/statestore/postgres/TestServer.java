package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server all tests share: the one {@code PROXY_TEST_POSTGRES_URL} names, as in {@code
 * postgres://user:password@host:port/database}, or else one that is started for them.
 */
final class TestServer {

  private static final String VARIABLE = "PROXY_TEST_POSTGRES_URL";

  /** Begins anew in each process, so the process is part of the name. */
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private static final Map<String, String> SHARED = start();

  private TestServer() {}

  private static Map<String, String> start() {
    String url = System.getenv(VARIABLE);
    if (url != null && !url.isEmpty()) {
      System.out.println("PostgreSQL: the server " + VARIABLE + " names");
      return parse(URI.create(url));
    }
    try {
      EmbeddedPostgres server = EmbeddedPostgres.builder().start();
      System.out.println("PostgreSQL: an embedded server, since " + VARIABLE + " is not set");
      return propertiesOf(server.getPort());
    } catch (IOException e) {
      throw new IllegalStateException(
          "No PostgreSQL for the tests: " + VARIABLE + " is not set and no embedded server starts",
          e);
    }
  }

  private static Map<String, String> parse(URI url) {
    String[] user = url.getUserInfo().split(":", 2);
    return Map.of(
        "host", url.getHost(),
        "port", Integer.toString(url.getPort()),
        "database", url.getPath().substring(1),
        "username", user[0],
        "password", user[1]);
  }

  /** How an embedded server is reached. */
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
}
