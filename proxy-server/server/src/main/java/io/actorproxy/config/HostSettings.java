package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.bytes;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.machine;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.oneOf;

import io.actorproxy.host.HostConfig;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;

/** Settings of the connections to the host. */
final class HostSettings {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("Host");

  static final Variable<String> USER_FUNCTION_HOST =
      SECTION.original(
          "USER_FUNCTION_HOST",
          machine(),
          "0.0.0.0",
          "Where the host listens; 0.0.0.0 is this machine.");
  static final Variable<Integer> USER_FUNCTION_PORT =
      SECTION.original(
          "USER_FUNCTION_PORT", integer(1, 65_535), 8090, "The port on which the host listens.");
  static final Variable<Long> HOST_TIMEOUT =
      SECTION.ours(
          "PROXY_HOST_TIMEOUT",
          millis(1, DAY),
          60_000,
          "How long one call to the host may take; after that the caller gets `HOST_TIMEOUT` and"
              + " the actor takes its next call.");
  static final Variable<Long> HOST_CONNECT_TIMEOUT =
      SECTION.ours(
          "PROXY_HOST_CONNECT_TIMEOUT",
          millis(1, 60_000),
          2000,
          "How long one attempt to connect to the host may take.");
  static final Variable<Long> HOST_CONNECT_PATIENCE =
      SECTION.ours(
          "PROXY_HOST_CONNECT_PATIENCE",
          millis(0, DAY),
          10_000,
          "How long a refused connection is tried again before it is `HOST_UNREACHABLE`.");
  static final Variable<Integer> HOST_QUEUE_CAPACITY =
      SECTION.ours(
          "PROXY_HOST_QUEUE_CAPACITY",
          integer(1, 10_000_000),
          10_000,
          "Maximum number of calls that wait for a connection to the host; more fail with"
              + " `HOST_OVERLOADED`.");
  static final Variable<Integer> HOST_OVERFLOW_CONNECTIONS =
      SECTION.ours(
          "PROXY_HOST_OVERFLOW_CONNECTIONS",
          integer(0, 100_000),
          1000,
          "Extra connections opened when every pooled one is busy with an action that may itself be"
              + " waiting for another actor (avoids a deadlock); 0 = none.");
  static final Variable<Integer> HOST_MAX_HEADER_BYTES =
      SECTION.ours(
          "PROXY_HOST_MAX_HEADER_BYTES",
          bytes(256, MIB),
          32 * KIB,
          "Largest status line and headers of the host's reply; more is `HOST_REPLY_TOO_LARGE`.");
  static final Variable<Integer> HOST_MAX_REPLY_BYTES =
      SECTION.ours(
          "PROXY_HOST_MAX_REPLY_BYTES",
          bytes(KIB, 1024 * MIB),
          "16 MiB, but at most an 8th of the heap",
          () -> Heap.share(1, 8, 16 << 20),
          "Largest reply of the host; more is `HOST_REPLY_TOO_LARGE`.");
  static final Variable<String> HTTP_CLIENT_ADAPTER =
      SECTION.original(
          "PROXY_HTTP_CLIENT_ADAPTER",
          oneOf(List.of("finch"), List.of()),
          "finch",
          "Accepted for compatibility with Spawn: there is only one client.");
  static final Variable<Integer> POOL_SCHEDULERS =
      SECTION.original(
          "PROXY_HTTP_CLIENT_ADAPTER_POOL_SCHEDULERS",
          integer(0, 1024),
          0,
          "Number of connection pools: the most connections to the host are this times the pool"
              + " size; 0 = one pool for each event loop.");
  static final Variable<Integer> POOL_SIZE =
      SECTION.original(
          "PROXY_HTTP_CLIENT_ADAPTER_POOL_SIZE",
          integer(1, 10_000),
          30,
          "Connections to the host in each pool.");
  static final Variable<Long> POOL_MAX_IDLE_TIMEOUT =
      SECTION.original(
          "PROXY_HTTP_CLIENT_ADAPTER_POOL_MAX_IDLE_TIMEOUT",
          millis(1, DAY),
          1000,
          "How long an idle connection to the host is kept; more than 4500 is taken for 4500,"
              + " because hosts close theirs at 5000.");

  private HostSettings() {}

  static HostConfig read(Environment env) {
    env.get(HTTP_CLIENT_ADAPTER);
    long idle = env.get(POOL_MAX_IDLE_TIMEOUT);
    if (idle > HostConfig.LONGEST_IDLE_MILLIS) {
      env.warn(
          "%s is %d but hosts close idle connections after 5000 ms: %d is used"
              .formatted(POOL_MAX_IDLE_TIMEOUT.name(), idle, HostConfig.LONGEST_IDLE_MILLIS));
    }
    return new HostConfig(
        env.get(USER_FUNCTION_HOST),
        env.get(USER_FUNCTION_PORT),
        env.get(POOL_SCHEDULERS),
        env.get(POOL_SIZE),
        env.get(HOST_OVERFLOW_CONNECTIONS),
        Math.min(idle, HostConfig.LONGEST_IDLE_MILLIS),
        Math.toIntExact(env.get(HOST_CONNECT_TIMEOUT)),
        env.get(HOST_CONNECT_PATIENCE),
        env.get(HOST_QUEUE_CAPACITY),
        env.get(HOST_MAX_HEADER_BYTES),
        env.get(HOST_MAX_REPLY_BYTES));
  }
}
