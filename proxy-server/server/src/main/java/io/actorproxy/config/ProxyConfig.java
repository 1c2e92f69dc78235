package io.actorproxy.config;

import io.actorproxy.delivery.MessageRules;
import io.actorproxy.delivery.OutboxConfig;
import io.actorproxy.entity.EntityConfig;
import io.actorproxy.host.HostConfig;
import io.actorproxy.ingress.http.HttpConfig;
import io.actorproxy.loops.EventLoopsConfig;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.routing.RoutingConfig;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.setting.Setting;
import io.actorproxy.state.StateConfig;
import io.actorproxy.supervision.SupervisorConfig;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything that can be set from outside, in the settings of the features.
 *
 * @param identity who this proxy is
 * @param http the front door
 * @param eventLoops the partitions
 * @param host the user's app
 * @param routing how calls are let in
 * @param entity limits and defaults of activations
 * @param supervision limits of the activations together
 * @param outbox limits of effects, schedules and asynchronous calls
 * @param messages limits of stored messages and of dead letters
 * @param state the traffic with the store
 * @param store which store keeps the states
 * @param limits the limits of the proxy as a whole
 * @param observation logs and metrics
 * @param parts the parts of this distribution
 * @param lacks the titles of parts that other distributions have
 * @param warnings variables of the environment that have no effect, one line each
 * @param settings the variables as they took effect
 */
public record ProxyConfig(
    IdentityConfig identity,
    HttpConfig http,
    EventLoopsConfig eventLoops,
    HostConfig host,
    RoutingConfig routing,
    EntityConfig entity,
    SupervisorConfig supervision,
    OutboxConfig outbox,
    MessageRules messages,
    StateConfig state,
    StoreConfig store,
    LimitsConfig limits,
    ObservationConfig observation,
    List<ConfiguredPart> parts,
    List<String> lacks,
    List<String> warnings,
    List<Setting> settings) {

  /**
   * Reads the environment. An empty variable counts as one that is not set.
   *
   * @param variables the environment by name, as {@link System#getenv()} gives it
   * @param random what the name of an application without one is drawn from
   * @throws ConfigException if any value is wrong; it names all of them
   */
  public static ProxyConfig fromEnvironment(Map<String, String> variables, RandomGenerator random) {
    return of(variables, random, Distribution.found());
  }

  /** The same for another distribution than that of the class path. */
  static ProxyConfig of(
      Map<String, String> variables, RandomGenerator random, Distribution distribution) {
    return new ConfigReader(variables, distribution).read(random);
  }

  /** Everything that took effect: a variable a line, its value (masked if secret), its source. */
  public String effectiveTable() {
    return table("Configuration:", settings);
  }

  /** The same without what has its default. */
  public String chosenTable() {
    List<Setting> chosen =
        settings.stream().filter(s -> s.source() != Setting.Source.DEFAULT).toList();
    return chosen.isEmpty()
        ? "Configuration: every variable has its default"
        : table("Configuration, without what has its default:", chosen);
  }

  private static String table(String title, List<Setting> settings) {
    int width = settings.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    var table = new StringBuilder(title);
    for (Setting setting : settings) {
      table.append(
          "%n  %s  %s (%s)"
              .formatted(
                  setting.name() + " ".repeat(width - setting.name().length()),
                  setting.value(),
                  setting.source()));
    }
    return table.toString();
  }
}
