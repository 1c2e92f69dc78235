package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.longBytes;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.seconds;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import io.actorproxy.supervision.SupervisorConfig;

/** Settings of activations and of what is registered. */
final class LifecycleSettings {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("Lifecycle");

  static final Variable<Long> DEACTIVATION_TIMEOUT =
      SECTION.ours(
          "PROXY_DEACTIVATION_TIMEOUT",
          millis(1, 365 * DAY),
          10_000,
          "How long an actor may be idle before it is passivated, unless its type sets its own"
              + " time.");
  static final Variable<Long> TAKEOVER_DELAY =
      SECTION.ours(
          "PROXY_TAKEOVER_DELAY",
          millis(0, DAY),
          0,
          "How long a member of a cluster starts no turn of an actor that it took over from a"
              + " member that was taken for dead, unless the type's tag `takeover-delay` says it:"
              + " see [the guide](guide/clustering.md#actions-that-touch-the-outside-world).");
  static final Variable<Integer> MAX_ACTIVATIONS =
      SECTION.ours(
          "PROXY_MAX_ACTIVATIONS",
          integer(1, 100_000_000),
          1_000_000,
          "Maximum number of actors in memory; beyond it, those that have been idle for about the"
              + " longest time are passivated.");
  static final Variable<Long> MAX_ACTIVATION_BYTES =
      SECTION.ours(
          "PROXY_MAX_ACTIVATION_BYTES",
          longBytes(MIB, 1L << 40),
          "three tenths of the heap",
          () -> Heap.share(3, 10),
          "Maximum bytes of the actors in memory; from four fifths of it on idle actors are"
              + " passivated, and at the limit a call that needs another actor is answered"
              + " `OVERLOADED`.");
  static final Variable<Integer> WARM_UP_CONCURRENCY =
      SECTION.ours(
          "PROXY_WARM_UP_CONCURRENCY",
          integer(1, 10_000),
          64,
          "How many actors of a partition are activated at a time after a registration, without a"
              + " call.");
  static final Variable<Integer> MAX_RESTARTS =
      SECTION.original(
          "SPAWN_SUPERVISORS_ACTORS_MAX_RESTARTS",
          integer(1, 1_000_000),
          10_000,
          "How many activations of a partition may fail because of a defect of the proxy before it"
              + " stops activating.");
  static final Variable<Integer> MAX_RESTARTS_SECONDS =
      SECTION.original(
          "SPAWN_SUPERVISORS_ACTORS_MAX_SECONDS",
          seconds(1, 86_400),
          3_600,
          "The time span in which these failures are counted.");
  static final Variable<Integer> HEAP_WATERMARK_PERCENT =
      SECTION.ours(
          "PROXY_HEAP_WATERMARK_PERCENT",
          integer(10, 99),
          85,
          "How full the heap may be before actors are passivated early, in percent.");
  static final Variable<Integer> MAX_INSTANCES =
      SECTION.ours(
          "PROXY_MAX_INSTANCES",
          integer(1, 1_000_000_000),
          100_000_000,
          "Maximum number of spawned instances in the store; more are answered `OVERLOADED`.");
  static final Variable<Long> LOOKUP_CACHE_BYTES =
      SECTION.ours(
          "PROXY_LOOKUP_CACHE_BYTES",
          longBytes(64 * KIB, 1L << 40),
          "a tenth of the heap",
          () -> Heap.share(1, 10),
          "Bytes of memory for spawned instances that are found without a look into the store,"
              + " some 120 each: those that were called last.");
  static final Variable<Long> MAX_SUBSCRIPTION_BYTES =
      SECTION.ours(
          "PROXY_MAX_SUBSCRIPTION_BYTES",
          longBytes(64 * KIB, 1L << 40),
          "a twentieth of the heap",
          () -> Heap.share(1, 20),
          "Maximum bytes of memory that subscriptions of actors to channels take; more"
              + " instances that subscribe are answered `OVERLOADED`.");
  static final Variable<Integer> MAX_TYPES =
      SECTION.ours(
          "PROXY_MAX_TYPES",
          integer(1, 1_000_000),
          10_000,
          "Maximum number of actor types the proxy knows; a registration of more is answered"
              + " `OVERLOADED`.");
  static final Variable<Long> MAX_TYPE_BYTES =
      SECTION.ours(
          "PROXY_MAX_TYPE_BYTES",
          longBytes(64 * KIB, 1L << 30),
          "16 MiB, but at most a 64th of the heap",
          () -> Heap.share(1, 64, 16 << 20),
          "Maximum bytes of all definitions of actor types, as they are registered; more are"
              + " answered `OVERLOADED`.");
  static final Variable<Integer> INSTANCE_QUEUE =
      SECTION.ours(
          "PROXY_INSTANCE_QUEUE",
          integer(1, 10_000_000),
          "100000, but at most one for each 2 KiB of the heap",
          () -> Heap.share(1, 2048, 100_000),
          "Maximum number of recordings of spawned instances that wait, and of look-ups; more"
              + " fail with `STORE_UNAVAILABLE` and `OVERLOADED`.");
  static final Variable<Long> SHUTDOWN_GRACE =
      SECTION.ours(
          "PROXY_SHUTDOWN_GRACE",
          millis(0, 3_600_000),
          30_000,
          "How long the proxy may take to finish its work after SIGTERM before it stops without.");

  private LifecycleSettings() {}

  static SupervisorConfig read(Environment env, boolean delayedInvokes) {
    return new SupervisorConfig(
        env.get(MAX_ACTIVATIONS),
        env.get(WARM_UP_CONCURRENCY),
        delayedInvokes,
        env.get(MAX_RESTARTS),
        env.get(MAX_RESTARTS_SECONDS) * 1000L);
  }
}
