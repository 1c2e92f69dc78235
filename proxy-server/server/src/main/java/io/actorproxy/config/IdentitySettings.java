package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.oneOf;
import static io.actorproxy.setting.ValueType.text;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.random.RandomGenerator;

/** Settings that name this proxy. */
final class IdentitySettings {
  static final Section SECTION = new Section("Identity");

  static final Variable<String> ACTOR_SYSTEM_NAME =
      SECTION.original(
          "PROXY_ACTOR_SYSTEM_NAME",
          text("a name"),
          "spawn-system",
          "The actor system the proxy is for, as its log shows it; actors of any system may"
              + " register.");
  static final Variable<String> APP_NAME =
      SECTION.add(
          new Variable<>(
              "PROXY_APP_NAME",
              text("a name"),
              "",
              "random, like `brave-otter-42`",
              "The name of the application next to the proxy. What its host registers is found"
                  + " again under this name; applications without a name count as one, and the"
                  + " random name is for the log alone.",
              false,
              true));
  static final Variable<String> MEMBER_NAME =
      SECTION.add(
          new Variable<>(
              "PROXY_MEMBER_NAME",
              text("a name"),
              "",
              "`USER_FUNCTION_HOST:PORT`; with a database server"
                  + " `HOSTNAME/USER_FUNCTION_HOST:PORT`, where the name of the machine stands in"
                  + " for `HOSTNAME`",
              "The name of this proxy among those of the same application and store. Registrations"
                  + " are found again under both names, so let this one, and `PROXY_APP_NAME` if it"
                  + " is set, stay the same across restarts.",
              false,
              false));
  static final Variable<String> DEPLOYMENT_MODE =
      SECTION.original(
          "PROXY_DEPLOYMENT_MODE",
          oneOf(List.of("sidecar"), List.of("daemon")),
          "sidecar",
          "How the proxy is deployed: one next to each host.");

  private IdentitySettings() {}

  static IdentityConfig read(Environment env, RandomGenerator random) {
    env.get(DEPLOYMENT_MODE);
    return new IdentityConfig(
        env.get(ACTOR_SYSTEM_NAME),
        env.get(APP_NAME, () -> RandomName.draw(random)),
        // A name that is drawn anew at each start would find nothing again.
        env.text(APP_NAME.name()),
        env.get(MEMBER_NAME, () -> defaultMember(env)));
  }

  /** One that is the same after a restart, and another for each proxy that shares a store. */
  private static String defaultMember(Environment env) {
    String host =
        env.get(HostSettings.USER_FUNCTION_HOST) + ":" + env.get(HostSettings.USER_FUNCTION_PORT);
    // The machine of an embedded store may get another name when its container is made anew.
    boolean shared = !List.of("sqlite", "memory").contains(env.get(DatabaseSettings.DATABASE_TYPE));
    return shared ? machine(env) + "/" + host : host;
  }

  /** Many shells know the name of the machine and do not hand it on. */
  private static String machine(Environment env) {
    String told = env.text("HOSTNAME");
    return told.isEmpty() ? MachineName.get() : told;
  }
}
