package io.actorproxy.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a database on the network is reached with, which the embedded stores do not need. */
final class DatabaseReader {
  /** The kinds, and where each listens unless something else is said. */
  private static final Map<String, Integer> PORTS =
      Map.of("postgres", 5432, "mariadb", 3306, "mysql", 3306);

  /** The stores that need none of these variables. */
  private static final List<String> EMBEDDED = List.of("sqlite", "memory");

  private static final List<Variable<?>> OF_THE_NETWORK =
      List.of(
          Variables.DATABASE_HOST,
          Variables.DATABASE_PORT,
          Variables.DATABASE_NAME,
          Variables.DATABASE_USERNAME,
          Variables.DATABASE_SECRET);

  private final Environment env;

  DatabaseReader(Environment env) {
    this.env = env;
  }

  /**
   * The properties of the driver. Every variable is read, so that a wrong one is always told.
   *
   * @param mayGo whether states may leave this machine: they are encrypted, or the operator allows
   *     plain ones
   */
  Map<String, String> read(String type, boolean mayGo) {
    boolean ssl = env.get(Variables.DATABASE_SSL);
    int port =
        env.get(Variables.DATABASE_PORT, () -> Integer.toString(PORTS.getOrDefault(type, 5432)));
    String pooler = env.get(Variables.DATABASE_POOLER);
    Map<String, String> properties =
        Map.of(
            "host", env.get(Variables.DATABASE_HOST),
            "port", Integer.toString(port),
            "database", env.get(Variables.DATABASE_NAME),
            "username", env.get(Variables.DATABASE_USERNAME),
            "password", env.get(Variables.DATABASE_SECRET),
            "poolSize", Integer.toString(env.get(Variables.DATABASE_POOL_SIZE)),
            "lifetimeSeconds",
                Long.toString(env.get(Variables.DATABASE_CONNECTION_LIFETIME) / 1_000),
            "ssl", Boolean.toString(ssl),
            "sslVerify", Boolean.toString(env.get(Variables.DATABASE_SSL_VERIFY)),
            "sslCa", env.get(Variables.DATABASE_SSL_CA).toString());
    // What a driver that is added does is not known, so it is taken for one of the network.
    if (!EMBEDDED.contains(type)) {
      refuseUnless(mayGo, type);
      return type.equals("postgres") ? with(properties, "pooler", pooler) : properties;
    }
    warnOfVainNames(type, ssl);
    return Map.of();
  }

  private static Map<String, String> with(Map<String, String> some, String name, String value) {
    Map<String, String> more = new HashMap<>(some);
    more.put(name, value);
    return Map.copyOf(more);
  }

  private void refuseUnless(boolean mayGo, String type) {
    if (!mayGo) {
      env.problem(
          Variables.STATE_ALLOW_PLAINTEXT,
          "false",
          "keeps states from going unencrypted into a database on the network, as"
              + " PROXY_DATABASE_TYPE %s is: set SPAWN_STATESTORE_KEY, or this to true"
                  .formatted(type));
    }
  }

  private void warnOfVainNames(String type, boolean ssl) {
    List<String> vain = OF_THE_NETWORK.stream().map(Variable::name).filter(env::isSet).toList();
    if (!vain.isEmpty() || ssl) {
      env.warn(
          "%s: without effect, since PROXY_DATABASE_TYPE is %s"
              .formatted(
                  vain.isEmpty() ? Variables.DATABASE_SSL.name() : String.join(", ", vain), type));
    }
  }
}
