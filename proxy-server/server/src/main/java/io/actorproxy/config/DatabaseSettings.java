package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.flag;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.machines;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.oneOf;
import static io.actorproxy.setting.ValueType.optionalPath;
import static io.actorproxy.setting.ValueType.text;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.ValueType;
import io.actorproxy.setting.Variable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings of the store: its kind, and how a database on the network is reached. Embedded stores do
 * not need the latter.
 */
final class DatabaseSettings {
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("State");

  private static final Pattern STORE_TYPE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  /** The stores whose drivers are part of the proxy. */
  static final List<String> STORES = List.of("sqlite", "memory", "postgres", "mariadb", "mysql");

  /** The kinds, and where each listens unless something else is said. */
  private static final Map<String, Integer> PORTS =
      Map.of("postgres", 5432, "mariadb", 3306, "mysql", 3306);

  /** The stores that need none of these variables. */
  private static final List<String> EMBEDDED = List.of("sqlite", "memory");

  static final Variable<String> DATABASE_TYPE =
      SECTION.original(
          "PROXY_DATABASE_TYPE",
          storeType(),
          "sqlite",
          "Where states are kept: in a file, in memory only, or in a database of that kind;"
              + " see [choosing a store](guide/choosing-a-store.md). Spawn's `native` is taken for"
              + " `sqlite`, with a warning.");
  static final Variable<Path> DRIVER_PATH =
      SECTION.add(
          new Variable<>(
              "PROXY_DRIVER_PATH",
              optionalPath(),
              "",
              "none",
              "A folder with the jars of [further drivers](guide/write-a-driver.md), one of which"
                  + " `PROXY_DATABASE_TYPE` may name.",
              false,
              false));
  static final Variable<String> DATABASE_HOST =
      SECTION.original(
          "PROXY_DATABASE_HOST",
          machines(),
          "127.0.0.1",
          "Where the database server listens; of several servers, each `HOST` or `HOST:PORT`, the"
              + " one that takes writes is used. This and the next are for `postgres`, `mariadb`"
              + " and `mysql` alone.");
  static final Variable<Integer> DATABASE_PORT =
      SECTION.add(
          new Variable<>(
              "PROXY_DATABASE_PORT",
              integer(1, 65_535),
              "",
              "5432; of `mariadb` and `mysql` 3306",
              "The port on which it listens.",
              false,
              true));
  static final Variable<String> DATABASE_NAME =
      SECTION.original(
          "PROXY_DATABASE_NAME",
          text("a name"),
          "eigr-functions-db",
          "The database, which must exist; the tables are made in its schema `actor_proxy`, or with"
              + " names that begin so.");
  static final Variable<String> DATABASE_USERNAME =
      SECTION.original(
          "PROXY_DATABASE_USERNAME", text("a name"), "admin", "The user to log in as.");
  static final Variable<String> DATABASE_SECRET =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "PROXY_DATABASE_SECRET",
                  text("a password"),
                  "admin",
                  "",
                  "The password of that user.",
                  true,
                  true)));
  static final Variable<Integer> DATABASE_POOL_SIZE =
      SECTION.original(
          "PROXY_DATABASE_POOL_SIZE",
          integer(2, 10_000),
          50,
          "Maximum number of connections to the database: one saves, the others load and are opened"
              + " as needed. A member of a cluster has up to 3 more.");
  static final Variable<Long> DATABASE_CONNECTION_LIFETIME =
      SECTION.ours(
          "PROXY_DATABASE_CONNECTION_LIFETIME",
          millis(30_000, DAY),
          600_000,
          "How long a connection to the database is used before a new one takes its place.");
  static final Variable<String> DATABASE_POOLER =
      SECTION.ours(
          "PROXY_DATABASE_POOLER",
          oneOf(List.of("auto", "on", "off"), List.of()),
          "auto",
          "Whether a pooler in transaction mode, such as PgBouncer, stands between proxy and"
              + " `postgres`; the proxy then keeps no prepared statements or session settings"
              + " beyond a transaction; `auto` finds out at start.");
  static final Variable<Boolean> DATABASE_SSL =
      SECTION.protecting(
          SECTION.original(
              "PROXY_DATABASE_SSL",
              flag(),
              false,
              "Whether these connections are encrypted (TLS)."));
  static final Variable<Boolean> DATABASE_SSL_VERIFY =
      SECTION.protecting(
          SECTION.original(
              "PROXY_DATABASE_SSL_VERIFY",
              flag(),
              false,
              "Whether the server's certificate and name are verified then."));
  static final Variable<Path> DATABASE_SSL_CA =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "PROXY_DATABASE_SSL_CA",
                  optionalPath(),
                  "",
                  "the authorities of the Java runtime",
                  "A PEM file with the certificates that are trusted then.",
                  false,
                  false)));

  private static final List<Variable<?>> OF_THE_NETWORK =
      List.of(DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USERNAME, DATABASE_SECRET);

  private DatabaseSettings() {}

  /**
   * One of ours, or any other word, which may be the type of a driver that is added. Spawn's {@code
   * native} is taken for {@code sqlite}.
   */
  private static ValueType<String> storeType() {
    return new ValueType<>(
        ValueType.enumerate(STORES)
            + ", or the type of a driver on the class path or in PROXY_DRIVER_PATH",
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          if (!STORE_TYPE.matcher(word).matches()) {
            throw new ValueType.Refusal("is not allowed");
          }
          return word.equals("native") ? "sqlite" : word;
        });
  }

  /**
   * The properties of the driver. Every variable is read, so that a wrong one is always told.
   *
   * @param mayGo whether states may leave this machine: they are encrypted, or the operator allows
   *     plain ones
   */
  static Map<String, String> read(Environment env, String type, boolean mayGo) {
    boolean ssl = env.get(DATABASE_SSL);
    int port = env.get(DATABASE_PORT, () -> Integer.toString(PORTS.getOrDefault(type, 5432)));
    String pooler = env.get(DATABASE_POOLER);
    Map<String, String> properties =
        Map.of(
            "host", env.get(DATABASE_HOST),
            "port", Integer.toString(port),
            "database", env.get(DATABASE_NAME),
            "username", env.get(DATABASE_USERNAME),
            "password", env.get(DATABASE_SECRET),
            "poolSize", Integer.toString(env.get(DATABASE_POOL_SIZE)),
            "lifetimeSeconds", Long.toString(env.get(DATABASE_CONNECTION_LIFETIME) / 1_000),
            "ssl", Boolean.toString(ssl),
            "sslVerify", Boolean.toString(env.get(DATABASE_SSL_VERIFY)),
            "sslCa", env.get(DATABASE_SSL_CA).toString());
    // What a driver that is added does is not known, so it is taken for one of the network.
    if (!EMBEDDED.contains(type)) {
      refuseUnless(env, mayGo, type);
      return type.equals("postgres") ? with(properties, "pooler", pooler) : properties;
    }
    warnOfVainNames(env, type, ssl);
    return Map.of();
  }

  private static Map<String, String> with(Map<String, String> some, String name, String value) {
    Map<String, String> more = new HashMap<>(some);
    more.put(name, value);
    return Map.copyOf(more);
  }

  private static void refuseUnless(Environment env, boolean mayGo, String type) {
    if (!mayGo) {
      env.problem(
          StateSettings.STATE_ALLOW_PLAINTEXT,
          "false",
          "keeps states from going unencrypted into a database on the network, as"
              + " PROXY_DATABASE_TYPE %s is: set SPAWN_STATESTORE_KEY, or this to true"
                  .formatted(type));
    }
  }

  private static void warnOfVainNames(Environment env, String type, boolean ssl) {
    List<String> vain = OF_THE_NETWORK.stream().map(Variable::name).filter(env::isSet).toList();
    if (!vain.isEmpty() || ssl) {
      env.warn(
          "%s: without effect, since PROXY_DATABASE_TYPE is %s"
              .formatted(vain.isEmpty() ? DATABASE_SSL.name() : String.join(", ", vain), type));
    }
  }

  /** Refuses the stores of which it is known that the members of a cluster cannot share them. */
  static void requireShared(Environment env, String type) {
    String reason =
        switch (type) {
          case "sqlite", "memory" ->
              "the members of a cluster share a store, and this is one of a single process";
          case "mysql" ->
              "the proxy does not know MySQL as the store of a cluster: MySQL ends no transaction"
                  + " whose client stands still";
          default -> "";
        };
    if (!reason.isEmpty()) {
      env.problem(
          DATABASE_TYPE,
          type,
          "cannot be the store of a cluster: %s; set it to postgres or mariadb, or PROXY_CLUSTER_STRATEGY to standalone"
              .formatted(reason));
    }
  }

  static String type(Environment env, Path driverPath) {
    String type = env.get(DATABASE_TYPE);
    String asked = env.text(DATABASE_TYPE.name());
    if (asked.equalsIgnoreCase("native")) {
      env.warn(
          "PROXY_DATABASE_TYPE native keeps states in the memory of a cluster, and this version has"
              + " none: states are kept in a file by sqlite, in "
              + env.get(StateSettings.DATA_DIR).toAbsolutePath().normalize());
    }
    if (!STORES.contains(type)) {
      refuseUnlessFound(env, type, driverPath);
    }
    return type;
  }

  /** Drivers are looked for only here: a start with one of ours does not pay for it. */
  private static void refuseUnlessFound(Environment env, String type, Path driverPath) {
    String asked = env.text(DATABASE_TYPE.name());
    try (Drivers drivers = Drivers.in(driverPath)) {
      if (drivers.find(type).isEmpty()) {
        env.problem(
            DATABASE_TYPE,
            asked,
            "is the type of no driver; found are " + String.join(", ", drivers.types()));
      }
    } catch (IOException e) {
      env.problem(DATABASE_TYPE, asked, "is not found: " + e.getMessage());
    }
  }
}
