package io.actorproxy.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything that can be set from outside.
 *
 * @param identity who this proxy is
 * @param http the front door
 * @param eventLoops the partitions
 * @param host the user's app
 * @param invocation the limits of an invocation
 * @param lifecycle how actors come and go
 * @param state where states are kept
 * @param observation logs and metrics
 * @param warnings what the environment asks for in vain; one line each
 * @param settings the variables as they took effect
 */
public record ProxyConfig(
    IdentityConfig identity,
    HttpConfig http,
    EventLoopsConfig eventLoops,
    HostConfig host,
    InvocationConfig invocation,
    LifecycleConfig lifecycle,
    StateConfig state,
    ObservationConfig observation,
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
    var env = new Environment(variables);
    env.get(Variables.DEPLOYMENT_MODE);
    IdentityConfig identity = identity(env, random);
    HttpConfig http = http(env);
    EventLoopsConfig eventLoops = eventLoops(env);
    HostConfig host = host(env);
    InvocationConfig invocation = invocation(env);
    LifecycleConfig lifecycle = lifecycle(env);
    StateConfig state = state(env);
    ObservationConfig observation = observation(env);
    env.refuseIfWrong();
    KnownNames.judge(variables, env);
    return new ProxyConfig(
        identity,
        http,
        eventLoops,
        host,
        invocation,
        lifecycle,
        state,
        observation,
        env.warnings(),
        env.settings());
  }

  /** What took effect, one variable a line: its name, its value (masked if secret), its source. */
  public String effectiveTable() {
    int width = settings.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    var table = new StringBuilder("Configuration:");
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

  private static IdentityConfig identity(Environment env, RandomGenerator random) {
    return new IdentityConfig(
        env.get(Variables.ACTOR_SYSTEM_NAME),
        env.get(Variables.APP_NAME, () -> RandomName.draw(random)));
  }

  private static HttpConfig http(Environment env) {
    boolean socket = env.get(Variables.UDS_ENABLED);
    var socketPath = env.get(Variables.UDS_ADDRESS);
    int maxBody = env.get(Variables.HTTP_MAX_BODY_BYTES);
    long maxBuffered = env.get(Variables.HTTP_MAX_BUFFERED_BYTES);
    if (maxBuffered < maxBody) {
      env.problem(
          Variables.HTTP_MAX_BUFFERED_BYTES,
          Long.toString(maxBuffered),
          "is less than %s, %d".formatted(Variables.HTTP_MAX_BODY_BYTES.name(), maxBody));
    }
    return new HttpConfig(
        env.get(Variables.HTTP_PORT),
        env.get(Variables.HOST_INTERFACE),
        socket ? socketPath : null,
        maxBody,
        env.get(Variables.HTTP_MAX_HEADER_BYTES),
        env.get(Variables.HTTP_REQUEST_TIMEOUT),
        env.get(Variables.HTTP_IDLE_TIMEOUT),
        env.get(Variables.HTTP_MAX_CONNECTIONS),
        env.get(Variables.HTTP_MAX_PIPELINED),
        maxBuffered);
  }

  private static EventLoopsConfig eventLoops(Environment env) {
    String io = env.get(Variables.IO);
    return new EventLoopsConfig(
        EventLoopsConfig.Io.valueOf(io.toUpperCase(Locale.ROOT)), env.get(Variables.EVENT_LOOPS));
  }

  private static HostConfig host(Environment env) {
    env.get(Variables.HTTP_CLIENT_ADAPTER);
    long idle = env.get(Variables.POOL_MAX_IDLE_TIMEOUT);
    if (idle > HostConfig.LONGEST_IDLE_MILLIS) {
      env.warn(
          "%s is %d but hosts close idle connections after 5000 ms: %d is used"
              .formatted(
                  Variables.POOL_MAX_IDLE_TIMEOUT.name(), idle, HostConfig.LONGEST_IDLE_MILLIS));
    }
    return new HostConfig(
        env.get(Variables.USER_FUNCTION_HOST),
        env.get(Variables.USER_FUNCTION_PORT),
        env.get(Variables.HOST_TIMEOUT),
        env.get(Variables.HOST_CONNECT_PATIENCE),
        env.get(Variables.HOST_QUEUE_CAPACITY),
        env.get(Variables.HOST_MAX_REPLY_BYTES),
        env.get(Variables.POOL_SCHEDULERS),
        env.get(Variables.POOL_SIZE),
        Math.min(idle, HostConfig.LONGEST_IDLE_MILLIS));
  }

  private static InvocationConfig invocation(Environment env) {
    return new InvocationConfig(
        env.get(Variables.REQUEST_TIMEOUT),
        env.get(Variables.MAX_INFLIGHT),
        env.get(Variables.MAILBOX_CAPACITY),
        env.get(Variables.LOOKUP_GRACE),
        env.get(Variables.MAX_HOPS),
        env.get(Variables.DELAYED_INVOKES),
        env.get(Variables.SCHEDULE_CAPACITY));
  }

  private static LifecycleConfig lifecycle(Environment env) {
    return new LifecycleConfig(
        env.get(Variables.DEACTIVATION_TIMEOUT),
        env.get(Variables.MAX_ACTIVATIONS),
        env.get(Variables.HEAP_WATERMARK_PERCENT),
        env.get(Variables.MAX_INSTANCES),
        env.get(Variables.INIT_CONCURRENCY),
        env.get(Variables.MAX_RESTARTS),
        env.get(Variables.MAX_RESTARTS_SECONDS),
        env.get(Variables.SHUTDOWN_GRACE));
  }

  private static StateConfig state(Environment env) {
    return new StateConfig(
        env.get(Variables.DATABASE_TYPE),
        env.get(Variables.DATA_DIR),
        env.get(Variables.STATE_DURABILITY),
        env.get(Variables.STATE_MAX_BYTES),
        env.get(Variables.SNAPSHOT_INTERVAL),
        env.get(Variables.STATE_SAVE_TIMEOUT),
        env.get(Variables.STATE_LOAD_CONCURRENCY),
        env.get(Variables.COMMIT_MAX_BATCH),
        env.get(Variables.COMMIT_QUEUE));
  }

  private static ObservationConfig observation(Environment env) {
    return new ObservationConfig(
        env.get(Variables.LOGGER_LEVEL),
        !env.get(Variables.DISABLE_METRICS),
        env.get(Variables.CONSOLE_METRICS));
  }
}
