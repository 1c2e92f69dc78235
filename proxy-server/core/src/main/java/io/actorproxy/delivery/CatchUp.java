package io.actorproxy.delivery;

/**
 * How many late messages may go now: so many each second, saved up for one second at most. Used by
 * one thread.
 */
final class CatchUp {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final StoreTime time;
  private double tokens;
  private long countedAt;

  CatchUp(int perSecond, StoreTime time) {
    this.perSecond = perSecond;
    this.time = time;
    this.tokens = perSecond;
    this.countedAt = time.nanoTime();
  }

  int allowed() {
    long now = time.nanoTime();
    tokens = Math.min(perSecond, tokens + (now - countedAt) / NANOS * perSecond);
    countedAt = now;
    return (int) tokens;
  }

  void take(int count) {
    tokens -= count;
  }
}
