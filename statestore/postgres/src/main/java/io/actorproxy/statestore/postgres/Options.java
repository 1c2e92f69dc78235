package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StoreConfigException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the properties of the settings ask for.
 *
 * @param ssl whether connections are encrypted
 * @param sslVerify whether the server's certificate and name are verified
 * @param poolSize most connections open at a time, the one that writes included; at least 2
 */
record Options(
    String host,
    int port,
    String database,
    String username,
    String password,
    String schema,
    int poolSize,
    boolean ssl,
    boolean sslVerify,
    int connectTimeoutSeconds,
    int socketTimeoutSeconds) {

  private static final Set<String> NAMES =
      Set.of(
          "host",
          "port",
          "database",
          "username",
          "password",
          "schema",
          "poolSize",
          "ssl",
          "sslVerify",
          "connectTimeoutSeconds",
          "socketTimeoutSeconds");

  /** What needs no quoting, and no escaping in quotes either. */
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  static Options of(Map<String, String> properties) throws StoreConfigException {
    Set<String> unknown = new TreeSet<>(properties.keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new StoreConfigException(
          "The store postgres has no property %s; it has %s."
              .formatted(unknown, new TreeSet<>(NAMES)));
    }
    String schema = properties.getOrDefault("schema", "actor_proxy");
    if (!SCHEMA.matcher(schema).matches()) {
      throw new StoreConfigException(
          "Expected the property schema to be lower-case letters, digits and underscores, but it is"
              + " \"%s\".".formatted(schema));
    }
    return new Options(
        properties.getOrDefault("host", "127.0.0.1"),
        number(properties, "port", 5432, 1, 65_535),
        properties.getOrDefault("database", "eigr-functions-db"),
        properties.getOrDefault("username", "admin"),
        properties.getOrDefault("password", "admin"),
        schema,
        number(properties, "poolSize", 50, 2, 10_000),
        Boolean.parseBoolean(properties.get("ssl")),
        Boolean.parseBoolean(properties.get("sslVerify")),
        number(properties, "connectTimeoutSeconds", 5, 1, 600),
        number(properties, "socketTimeoutSeconds", 10, 1, 600));
  }

  private static int number(
      Map<String, String> properties, String name, int otherwise, int min, int max)
      throws StoreConfigException {
    String text = properties.getOrDefault(name, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw new StoreConfigException(
        "Expected the property %s to be a whole number from %d to %d, but it is \"%s\"."
            .formatted(name, min, max, text));
  }

  /** How the driver of PostgreSQL calls it. */
  String sslMode() {
    if (!ssl) {
      return "disable";
    }
    return sslVerify ? "verify-full" : "require";
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Options[%s@%s:%d/%s]".formatted(username, host, port, database);
  }
}
