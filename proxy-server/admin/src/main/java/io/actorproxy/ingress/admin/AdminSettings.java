package io.actorproxy.ingress.admin;

import static io.actorproxy.setting.ValueType.flag;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.machine;
import static io.actorproxy.setting.ValueType.token;

import io.actorproxy.part.DoorSettings;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Machines;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;

/** Settings of the admin API. */
final class AdminSettings {
  static final Section SECTION = new Section("Admin API");

  static final Variable<Boolean> ADMIN_ENABLED =
      SECTION.protecting(
          SECTION.ours(
              "PROXY_ADMIN_ENABLED",
              flag(),
              true,
              "Serve the admin API, which its commands need."));
  static final Variable<Integer> ADMIN_PORT =
      SECTION.ours(
          "PROXY_ADMIN_PORT",
          integer(0, 65_535),
          9090,
          "Port of the admin API; 0 takes any free one and logs it. If this is not set and the port"
              + " is taken, the proxy runs without admin API and warns.");
  static final Variable<String> ADMIN_INTERFACE =
      SECTION.protecting(
          SECTION.ours(
              "PROXY_ADMIN_INTERFACE",
              machine(),
              "127.0.0.1",
              "Address the admin port is bound to; any but this machine's own needs a token."));
  static final Variable<String> ADMIN_TOKEN =
      SECTION.protecting(
          SECTION.add(
              new Variable<>(
                  "PROXY_ADMIN_TOKEN",
                  token(),
                  "",
                  "none",
                  "Token that requests of the admin API must send as `Authorization: Bearer`.",
                  true,
                  false)));
  static final Variable<Integer> ADMIN_MAX_CONNECTIONS =
      SECTION.ours(
          "PROXY_ADMIN_MAX_CONNECTIONS",
          integer(1, 1_000),
          16,
          "Maximum number of requests of the admin API at a time; more are answered `OVERLOADED`.");

  private AdminSettings() {}

  static AdminConfig read(Environment env, DoorSettings door) {
    boolean enabled = env.get(ADMIN_ENABLED);
    int port = env.get(ADMIN_PORT);
    boolean isChosen = env.isSet(ADMIN_PORT.name());
    if (enabled && port == door.port() && port != 0) {
      if (isChosen) {
        env.problem(ADMIN_PORT, Integer.toString(port), "is the port of PROXY_HTTP_PORT, too");
      } else {
        env.warn(
            "PROXY_HTTP_PORT is %d, where the admin API would be: there is none; set PROXY_ADMIN_PORT"
                    .formatted(port)
                + " to have one");
        enabled = false;
      }
    }
    String host = env.get(ADMIN_INTERFACE);
    String token = env.get(ADMIN_TOKEN);
    if (enabled && token.isEmpty() && !Machines.isLoopback(host)) {
      env.problem(
          ADMIN_INTERFACE,
          host,
          "lets others than this machine ask, so PROXY_ADMIN_TOKEN has to be set");
    }
    return new AdminConfig(
        enabled,
        host,
        port,
        isChosen,
        token,
        env.get(ADMIN_MAX_CONNECTIONS),
        door.maxHeaderBytes(),
        door.requestTimeout());
  }
}
