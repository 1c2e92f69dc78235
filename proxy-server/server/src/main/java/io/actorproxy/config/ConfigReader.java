package io.actorproxy.config;

import io.actorproxy.delivery.MessageRules;
import io.actorproxy.delivery.OutboxConfig;
import io.actorproxy.entity.EntityConfig;
import io.actorproxy.host.HostConfig;
import io.actorproxy.ingress.http.HttpConfig;
import io.actorproxy.loops.EventLoopsConfig;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.DoorSettings;
import io.actorproxy.routing.RoutingConfig;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Machines;
import io.actorproxy.state.StateConfig;
import io.actorproxy.supervision.SupervisorConfig;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Turns variables into the settings of the features, section by section. Here is only what takes
 * variables of several sections together.
 */
final class ConfigReader {
  private final Map<String, String> environment;
  private final Distribution distribution;
  private final Environment env;

  ConfigReader(Map<String, String> environment, Distribution distribution) {
    this.environment = environment;
    this.distribution = distribution;
    this.env = new Environment(environment);
  }

  /**
   * @throws ConfigException if any value is wrong
   */
  ProxyConfig read(RandomGenerator random) {
    IdentityConfig identity = IdentitySettings.read(env, random);
    HttpConfig http = HttpSettings.read(env);
    EventLoopsConfig eventLoops = LoopSettings.read(env);
    HostConfig host = HostSettings.read(env);
    RoutingConfig routing = InvocationSettings.read(env);
    EntityConfig entity = entity();
    boolean delayedInvokes = env.get(InvocationSettings.DELAYED_INVOKES);
    SupervisorConfig supervision = LifecycleSettings.read(env, delayedInvokes);
    OutboxConfig outbox = MessageSettings.outbox(env, delayedInvokes);
    MessageRules messages = MessageSettings.rules(env);
    LimitsConfig limits = limits();
    StateConfig state = StateSettings.read(env);
    StoreConfig store = StateSettings.store(env);
    ObservationConfig observation = ObservationSettings.read(env);
    requireHostOfItsOwn(host, http);
    List<ConfiguredPart> parts =
        distribution.configure(
            env, new DoorSettings(http.port(), http.maxHeaderBytes(), http.requestTimeout()));
    boolean isMember = parts.stream().anyMatch(ConfiguredPart::isMember);
    if (isMember) {
      DatabaseSettings.requireShared(env, store.type());
    }
    Variables variables = Variables.of(distribution);
    new KnownVariables(distribution, variables).judge(environment, env);
    env.refuseIfWrong();
    return new ProxyConfig(
        identity,
        http,
        eventLoops,
        host,
        routing,
        entity,
        supervision,
        outbox,
        messages,
        state,
        isMember ? store.shared() : store,
        limits,
        observation,
        parts,
        distribution.lacks().stream().map(KnownPart::title).toList(),
        env.warnings(),
        env.settings(variables.all()));
  }

  /** A proxy that takes itself for the host calls itself until every limit is reached. */
  private void requireHostOfItsOwn(HostConfig host, HttpConfig http) {
    if (host.port() == http.port() && Machines.isThisMachine(host.address())) {
      env.problem(
          HostSettings.USER_FUNCTION_PORT,
          Integer.toString(host.port()),
          "is the port of the proxy itself, PROXY_HTTP_PORT; one of them has to be another");
    }
  }

  private EntityConfig entity() {
    return new EntityConfig(
        env.get(StateSettings.STATE_DURABILITY),
        env.get(InvocationSettings.MAILBOX_CAPACITY),
        env.get(InvocationSettings.REQUEST_TIMEOUT),
        env.get(HostSettings.HOST_TIMEOUT),
        env.get(StateSettings.STATE_MAX_BYTES),
        env.get(StateSettings.SNAPSHOT_INTERVAL),
        env.get(LifecycleSettings.DEACTIVATION_TIMEOUT),
        env.get(StateSettings.IDEMPOTENCY_KEYS),
        env.get(StateSettings.IDEMPOTENCY_TTL),
        env.get(StateSettings.IDEMPOTENCY_MAX_BYTES),
        env.get(StateSettings.STATE_SAVE_TIMEOUT),
        env.get(LifecycleSettings.TAKEOVER_DELAY));
  }

  private LimitsConfig limits() {
    return new LimitsConfig(
        env.get(InvocationSettings.MAX_INFLIGHT),
        env.get(InvocationSettings.MAX_INFLIGHT_BYTES),
        InvocationSettings.reservedBytes(env.get(HostSettings.HOST_MAX_REPLY_BYTES)),
        env.get(LifecycleSettings.MAX_ACTIVATION_BYTES),
        env.get(InvocationSettings.MAX_HOPS),
        env.get(MessageSettings.OUTBOX_MAX_TURN_MESSAGES),
        env.get(LifecycleSettings.MAX_INSTANCES),
        env.get(LifecycleSettings.LOOKUP_CACHE_BYTES),
        env.get(LifecycleSettings.MAX_SUBSCRIPTION_BYTES),
        env.get(LifecycleSettings.MAX_TYPES),
        env.get(LifecycleSettings.MAX_TYPE_BYTES),
        env.get(LifecycleSettings.INSTANCE_QUEUE),
        env.get(LifecycleSettings.HEAP_WATERMARK_PERCENT),
        env.get(LifecycleSettings.SHUTDOWN_GRACE));
  }
}
