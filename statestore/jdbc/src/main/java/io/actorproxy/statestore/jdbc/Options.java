package io.actorproxy.statestore.jdbc;

import static java.util.stream.Collectors.joining;

import io.actorproxy.statestore.StoreConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the properties of the settings ask for. Shown as servers and database, never more.
 *
 * @param servers where it may be; the one that takes writes is used
 * @param ssl whether connections are encrypted
 * @param sslVerify whether the server's certificate and name are verified
 * @param sslCa a PEM file with the certificates that are trusted then; empty for the authorities of
 *     the Java runtime
 * @param lifetimeSeconds how long a connection is used before a new one takes its place
 * @param poolSize most connections open at a time, the one that writes included; at least 2. Those
 *     of {@link ClusterPools} are not counted
 * @param cluster whether the process is to be a member of a cluster, so that its sessions have
 *     {@linkplain SessionLimits#MEMBER shorter limits}
 */
public record Options(
    List<Server> servers,
    String database,
    String username,
    String password,
    int poolSize,
    boolean ssl,
    boolean sslVerify,
    String sslCa,
    int lifetimeSeconds,
    int connectTimeoutSeconds,
    int socketTimeoutSeconds,
    boolean cluster) {

  private static final Set<String> NAMES =
      Set.of(
          "host",
          "port",
          "database",
          "username",
          "password",
          "poolSize",
          "ssl",
          "sslVerify",
          "sslCa",
          "lifetimeSeconds",
          "connectTimeoutSeconds",
          "socketTimeoutSeconds",
          "cluster");

  /**
   * Reads properties.
   *
   * @param store whose they are, for messages
   * @param port where such a server listens, unless the properties say something else
   * @param others names of further properties the store has
   * @throws StoreConfigException if one of them cannot be
   */
  public static Options of(
      String store, int port, Set<String> others, Map<String, String> properties)
      throws StoreConfigException {
    requireKnown(store, others, properties.keySet());
    return new Options(
        servers(
            properties.getOrDefault("host", "127.0.0.1"),
            number(properties, "port", port, 1, 65_535)),
        properties.getOrDefault("database", "eigr-functions-db"),
        properties.getOrDefault("username", "admin"),
        properties.getOrDefault("password", "admin"),
        number(properties, "poolSize", 50, 2, 10_000),
        Boolean.parseBoolean(properties.get("ssl")),
        Boolean.parseBoolean(properties.get("sslVerify")),
        readable(properties.getOrDefault("sslCa", "")),
        number(properties, "lifetimeSeconds", 600, 30, 86_400),
        number(properties, "connectTimeoutSeconds", 5, 1, 600),
        number(properties, "socketTimeoutSeconds", 10, 1, 600),
        Boolean.parseBoolean(properties.get("cluster")));
  }

  private static void requireKnown(String store, Set<String> others, Set<String> given)
      throws StoreConfigException {
    Set<String> known = new TreeSet<>(NAMES);
    known.addAll(others);
    Set<String> unknown = new TreeSet<>(given);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new StoreConfigException(
          "The store %s has no property %s; it has %s.".formatted(store, unknown, known));
    }
  }

  private static List<Server> servers(String host, int port) throws StoreConfigException {
    try {
      return Server.list(host, port);
    } catch (IllegalArgumentException e) {
      throw new StoreConfigException(
          "Expected the property host to be a host or several with commas between them, but it is \"%s\": %s; look at PROXY_DATABASE_HOST."
              .formatted(host, e.getMessage()));
    }
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

  private static String readable(String file) throws StoreConfigException {
    if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
      throw new StoreConfigException(
          "Expected the property sslCa to be a file of certificates, but \"%s\" cannot be read; look at PROXY_DATABASE_SSL_CA."
              .formatted(file));
    }
    return file;
  }

  /**
   * How connections are encrypted, in the words of a driver.
   *
   * @param unverified its word for encryption by any server
   */
  public String sslMode(String unverified) {
    if (!ssl) {
      return "disable";
    }
    return sslVerify ? "verify-full" : unverified;
  }

  /** Leaves user and password out. */
  @Override
  public String toString() {
    return servers.stream().map(Server::toString).collect(joining(",")) + "/" + database;
  }
}
