package io.actorproxy.delivery;

import java.util.concurrent.atomic.LongAdder;

/** Counts the deliveries of an outbox since the start. Thread safe. */
public final class DeliveryCounters {
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder claimsLost = new LongAdder();

  DeliveryCounters() {}

  void onDelivered() {
    delivered.increment();
  }

  void onFailed() {
    failed.increment();
  }

  void onDead() {
    dead.increment();
  }

  void onUnreadable() {
    unreadable.increment();
    dead.increment();
  }

  /** How many messages have become dead letters because they could not be read. */
  public long unreadable() {
    return unreadable.sum();
  }

  void onClaimLost() {
    claimsLost.increment();
  }

  /** How many messages another process has claimed while they were delivered here. */
  public long claimsLost() {
    return claimsLost.sum();
  }

  void onExpired(int letters) {
    expired.add(letters);
  }

  /** How many dead letters have been removed because of their age. */
  public long expired() {
    return expired.sum();
  }

  /** How many messages have been delivered. */
  public long delivered() {
    return delivered.sum();
  }

  /**
   * How many attempts to deliver a message have failed, including the last one of each dead letter.
   */
  public long failed() {
    return failed.sum();
  }

  /** How many messages have become dead letters. */
  public long dead() {
    return dead.sum();
  }
}
