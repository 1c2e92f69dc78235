package io.actorproxy.entity;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the invocations that this member has taken and not finished. Thread safe. */
public final class InFlight {
  private final int max;
  private final AtomicInteger count = new AtomicInteger();

  public InFlight(int max) {
    this.max = max;
  }

  /** Takes one place if there is one. */
  boolean tryAcquire() {
    if (count.incrementAndGet() <= max) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  void release() {
    count.decrementAndGet();
  }

  public int count() {
    return count.get();
  }

  public int max() {
    return max;
  }
}
