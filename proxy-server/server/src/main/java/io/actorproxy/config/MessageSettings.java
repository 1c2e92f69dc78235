package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.longBytes;
import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.oneOf;

import io.actorproxy.delivery.MessageRules;
import io.actorproxy.delivery.OutboxConfig;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;

/** Settings of messages: effects, schedules and durable asynchronous calls. */
final class MessageSettings {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long DAY = 86_400_000;

  static final Section SECTION = new Section("Effects, schedules and asynchronous calls");

  static final Variable<Integer> SCHEDULE_CAPACITY =
      SECTION.ours(
          "PROXY_SCHEDULE_CAPACITY",
          integer(1, 100_000_000),
          1_000_000,
          "Maximum number of invocations scheduled at a time, by calls or by turns; more are"
              + " refused with `OUTBOX_FULL`.");
  static final Variable<Integer> SCHEDULE_MAX_CATCHUP =
      SECTION.ours(
          "PROXY_SCHEDULE_MAX_CATCHUP_PER_SECOND",
          integer(1, 1_000_000),
          1_000,
          "How many scheduled invocations that were due before the proxy started run each second.");
  static final Variable<String> ASYNC_DURABILITY =
      SECTION.ours(
          "PROXY_ASYNC_DURABILITY",
          oneOf(List.of("memory", "durable"), List.of()),
          "memory",
          "`durable`: an asynchronous call is stored before it is acknowledged, and runs at least"
              + " once; a call can ask for it by the metadata `durable-async: true`.");
  static final Variable<String> DELIVERY_POLICY =
      SECTION.ours(
          "PROXY_DELIVERY_POLICY",
          oneOf(DeliveryPolicy.words(), List.of()),
          DeliveryPolicy.AT_MOST_ONCE.word(),
          "How a message ends whose host failed in the middle of the action: as a dead letter,"
              + " or it is tried again (`at-least-once`). A type may say otherwise by its tag"
              + " `delivery`.");
  static final Variable<Integer> OUTBOX_CAPACITY =
      SECTION.ours(
          "PROXY_OUTBOX_CAPACITY",
          integer(1, 1_000_000),
          1_000,
          "Maximum number of stored messages being delivered at a time; the others wait in the"
              + " store. A tenth is kept for each of effects, asynchronous calls and schedules.");
  static final Variable<Integer> OUTBOX_RECEIVER_MAX =
      SECTION.ours(
          "PROXY_OUTBOX_RECEIVER_MAX",
          integer(1, 1_000_000),
          8,
          "Maximum number of these with one receiver at a time; fewer as places get scarce. Its"
              + " other due messages wait.");
  static final Variable<Integer> OUTBOX_LANE_MAX =
      SECTION.ours(
          "PROXY_OUTBOX_LANE_MAX",
          integer(1, 1_000),
          250,
          "How many messages from one sender to one receiver are claimed together; they still run"
              + " one after the other.");
  static final Variable<Long> OUTBOX_MAX_BYTES =
      SECTION.ours(
          "PROXY_OUTBOX_MAX_BYTES",
          longBytes(64 * KIB, 1024 * MIB),
          32L * MIB,
          "Maximum bytes of stored messages being delivered at a time; a larger one is delivered"
              + " alone. They count as memory of calls as well.");
  static final Variable<Long> OUTBOX_MAX_TURN_BYTES =
      SECTION.ours(
          "PROXY_OUTBOX_MAX_TURN_BYTES",
          longBytes(KIB, 1024 * MIB),
          16 * MIB,
          "Maximum bytes that one turn sends to others, a broadcast counted for each listener; else"
              + " `HOST_REPLY_TOO_LARGE`.");
  static final Variable<Integer> OUTBOX_MAX_TURN_MESSAGES =
      SECTION.ours(
          "PROXY_OUTBOX_MAX_TURN_MESSAGES",
          integer(1, 10_000_000),
          10_000,
          "Maximum number of messages that one turn sends to others, a broadcast counted for each"
              + " listener; else `HOST_REPLY_TOO_LARGE`.");
  static final Variable<Integer> OUTBOX_MAX_STORED =
      SECTION.ours(
          "PROXY_OUTBOX_MAX_STORED",
          integer(1, 1_000_000_000),
          2_000_000,
          "Maximum number of messages that wait in the store, scheduled ones included; calls and"
              + " turns that would add more are refused with `OUTBOX_FULL`.");
  static final Variable<Long> OUTBOX_MAX_STORED_BYTES =
      SECTION.ours(
          "PROXY_OUTBOX_MAX_STORED_BYTES",
          longBytes(KIB, 1024L * 1024 * MIB),
          8L * 1024 * MIB,
          "Maximum bytes of these messages.");
  static final Variable<Integer> DEAD_LETTERS_MAX =
      SECTION.ours(
          "PROXY_DEAD_LETTERS_MAX",
          integer(1, 1_000_000_000),
          1_000_000,
          "Number of dead letters in the store from which on new messages are refused with"
              + " `DEAD_LETTERS_FULL`.");
  static final Variable<Long> DEAD_LETTERS_MAX_BYTES =
      SECTION.ours(
          "PROXY_DEAD_LETTERS_MAX_BYTES",
          longBytes(KIB, 1024L * 1024 * MIB),
          4L * 1024 * MIB,
          "Bytes of dead letters from which on new messages are refused with `DEAD_LETTERS_FULL`.");
  static final Variable<Long> DEAD_LETTER_RETENTION =
      SECTION.ours(
          "PROXY_DEAD_LETTER_RETENTION",
          millis(0, 3650 * DAY),
          30 * DAY,
          "How long a dead letter is kept, from its death; 0 for ever.");
  static final Variable<Integer> OUTBOX_MAX_ATTEMPTS =
      SECTION.ours(
          "PROXY_OUTBOX_MAX_ATTEMPTS",
          integer(1, 1_000_000),
          100,
          "How often a delivery may fail before the message is a dead letter. Attempts that did not"
              + " reach the action, because host, store or proxy were unavailable or full, do not"
              + " count.");
  static final Variable<Long> OUTBOX_BACKOFF_MIN =
      SECTION.ours(
          "PROXY_OUTBOX_BACKOFF_MIN",
          millis(1, DAY),
          100,
          "The pause after the first failed delivery; it doubles with each.");
  static final Variable<Long> OUTBOX_BACKOFF_MAX =
      SECTION.ours(
          "PROXY_OUTBOX_BACKOFF_MAX",
          millis(1, DAY),
          60_000,
          "The longest pause between deliveries of one message.");
  static final Variable<Long> OUTBOX_LEASE =
      SECTION.ours(
          "PROXY_OUTBOX_LEASE",
          millis(1_000, DAY),
          10_000,
          "Lease of a message being delivered: if its proxy dies, another one delivers it after"
              + " this time.");
  static final Variable<Long> OUTBOX_POLL_INTERVAL =
      SECTION.ours(
          "PROXY_OUTBOX_POLL_INTERVAL",
          millis(10, DAY),
          1_000,
          "How often the store is searched for messages whose lease has ended, or of which no other"
              + " member of the cluster has told.");

  private MessageSettings() {}

  static OutboxConfig outbox(Environment env, boolean delayedInvokes) {
    int scheduleCapacity = env.get(SCHEDULE_CAPACITY);
    long backoffMin = env.get(OUTBOX_BACKOFF_MIN);
    long backoffMax = env.get(OUTBOX_BACKOFF_MAX);
    if (backoffMin > backoffMax) {
      env.problem(
          OUTBOX_BACKOFF_MIN,
          Long.toString(backoffMin),
          "is more than %s, %d".formatted(OUTBOX_BACKOFF_MAX.name(), backoffMax));
    }
    return new OutboxConfig(
        env.get(OUTBOX_CAPACITY),
        env.get(OUTBOX_RECEIVER_MAX),
        env.get(OUTBOX_LANE_MAX),
        env.get(OUTBOX_MAX_BYTES),
        env.get(OUTBOX_MAX_TURN_BYTES),
        env.get(OUTBOX_MAX_ATTEMPTS),
        env.get(OUTBOX_LEASE),
        backoffMin,
        backoffMax,
        env.get(OUTBOX_POLL_INTERVAL),
        delayedInvokes ? scheduleCapacity : 0,
        env.get(SCHEDULE_MAX_CATCHUP),
        env.get(ASYNC_DURABILITY).equals("durable"));
  }

  static MessageRules rules(Environment env) {
    return new MessageRules(
        DeliveryPolicy.of(env.get(DELIVERY_POLICY)).orElse(DeliveryPolicy.AT_MOST_ONCE),
        env.get(OUTBOX_MAX_STORED),
        env.get(OUTBOX_MAX_STORED_BYTES),
        env.get(DEAD_LETTERS_MAX),
        env.get(DEAD_LETTERS_MAX_BYTES),
        env.get(DEAD_LETTER_RETENTION));
  }
}
