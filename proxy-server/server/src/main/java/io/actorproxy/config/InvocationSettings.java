package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.flag;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.longBytes;
import static io.actorproxy.setting.ValueType.millis;

import io.actorproxy.routing.RoutingConfig;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;

/** Settings of calls: their deadlines, and how many there may be. */
final class InvocationSettings {
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("Invocation");

  static final Variable<Long> REQUEST_TIMEOUT =
      SECTION.ours(
          "PROXY_REQUEST_TIMEOUT",
          millis(1, DAY),
          60_000,
          "Deadline of an invocation that names none in its metadata `request-timeout`.");
  static final Variable<Integer> MAX_INFLIGHT =
      SECTION.ours(
          "PROXY_MAX_INFLIGHT",
          integer(1, 10_000_000),
          10_000,
          "Maximum number of invocations in the proxy at a time; more are answered `OVERLOADED`."
              + " While the store fails, half of them is reserved for calls of actors that do not"
              + " need the store.");
  static final Variable<Long> MAX_INFLIGHT_BYTES =
      SECTION.ours(
          "PROXY_MAX_INFLIGHT_BYTES",
          longBytes(MIB, 1L << 40),
          "a quarter of the heap",
          () -> Heap.share(1, 4),
          "Maximum bytes that calls hold together, from the request to the response; more are"
              + " answered `OVERLOADED`.");
  static final Variable<Integer> MAILBOX_CAPACITY =
      SECTION.ours(
          "PROXY_MAILBOX_CAPACITY",
          integer(1, 1_000_000),
          1000,
          "Maximum number of invocations of one actor under way, the one that runs included; more"
              + " are answered `MAILBOX_FULL`.");
  static final Variable<Long> LOOKUP_GRACE =
      SECTION.ours(
          "PROXY_LOOKUP_GRACE",
          millis(0, 60_000),
          1000,
          "How long a call in the first 5 s waits for an unknown actor; then `ACTOR_NOT_FOUND`.");
  static final Variable<Integer> MAX_HOPS =
      SECTION.ours(
          "PROXY_MAX_HOPS",
          integer(1, 1000),
          32,
          "Maximum number of pipes and forwards of one invocation; more end in `HOP_LIMIT`.");
  static final Variable<Boolean> DELAYED_INVOKES =
      SECTION.original(
          "SPAWN_DELAYED_INVOKES",
          flag(),
          true,
          "Whether timers run and invocations can be scheduled; if not, `SCHEDULING_DISABLED`.");

  private InvocationSettings() {}

  static RoutingConfig read(Environment env) {
    return new RoutingConfig(env.get(REQUEST_TIMEOUT), env.get(LOOKUP_GRACE));
  }

  /** The largest answer of the host and the copy of its state must find room. */
  static long reservedBytes(int maxReply) {
    return Math.max(Heap.bytes() / 10, Math.min(2L * maxReply, Heap.bytes() / 4));
  }
}
