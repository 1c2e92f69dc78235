package io.actorproxy.delivery;

import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.time.TimeSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people about deliveries that failed: a line for each message that dies, and for the first
 * failure of the others. Of thousands in a minute only the first are told, and how many there were.
 * Thread safe.
 */
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int LINES_A_MINUTE = 50;

  private final TimeSource time;
  private long minuteEndsAt;
  private int lines;
  private long untold;

  FailureLog(TimeSource time) {
    this.time = time;
    this.minuteEndsAt = time.nanoTime() + MINUTE_NANOS;
  }

  void onDead(Shipment shipment, int attempts, Failure failure) {
    if (mayTell()) {
      LOG.error("{}", deathOf(shipment.message(), shipment.call().action(), attempts, failure));
    }
  }

  void onFirstFailure(Shipment shipment, Failure failure) {
    if (mayTell()) {
      LOG.warn(
          "{}, failed and is tried again: {}",
          nameOf(shipment.message(), shipment.call().action()),
          failure);
    }
  }

  void onUnreadable(Message message, String reason) {
    if (mayTell()) {
      LOG.warn("Dead letter {}: {}: {}", message.id(), receiverOf(message), printable(reason));
    }
  }

  void onClaimLost(Message message) {
    if (mayTell()) {
      LOG.warn("{}", lossOf(message));
    }
  }

  static String lossOf(Message message) {
    return "Expected to keep the claim of message %s, %s, until it is delivered, but another"
            .formatted(message.id(), receiverOf(message))
        + " process has it now; its action may run twice";
  }

  private synchronized boolean mayTell() {
    long now = time.nanoTime();
    if (now - minuteEndsAt >= 0) {
      if (untold > 0) {
        LOG.warn(
            "{} more messages have failed since; 'dead-letters list' shows those that are dead",
            untold);
      }
      minuteEndsAt = now + MINUTE_NANOS;
      lines = 0;
      untold = 0;
    }
    if (lines < LINES_A_MINUTE) {
      lines++;
      return true;
    }
    untold++;
    return false;
  }

  static String deathOf(Message message, String action, int attempts, Failure failure) {
    return "Dead letter %s: %s, failed %s: %s"
        .formatted(
            message.id(),
            nameOf(message, action),
            attempts == 1 ? "once" : attempts + " times",
            failure);
  }

  private static String nameOf(Message message, String action) {
    return receiverOf(message) + ", action " + printable(action);
  }

  private static String receiverOf(Message message) {
    String kind =
        switch (message.kind()) {
          case EFFECT -> "effect for";
          case ASYNC -> "async call of";
          case SCHEDULE -> "scheduled call of";
        };
    ActorKey target = message.target();
    String parent = target.parent().isEmpty() ? "" : target.parent() + "/";
    return printable("%s %s/%s%s".formatted(kind, target.system(), parent, target.name()));
  }

  /** Names come from outside, and must not make lines of the log. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
