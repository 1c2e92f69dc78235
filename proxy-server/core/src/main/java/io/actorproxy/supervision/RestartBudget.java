package io.actorproxy.supervision;

import io.actorproxy.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * How often activations of a partition may break by a defect of the proxy before it stops trying.
 * Belongs to the partition's loop.
 */
final class RestartBudget {
  private final int max;
  private final long windowNanos;
  private final TimeSource time;
  private final Queue<Long> defects = new ArrayDeque<>();

  /** Allows {@code max} defects in any {@code windowMillis}. */
  RestartBudget(int max, long windowMillis, TimeSource time) {
    this.max = max;
    this.windowNanos = windowMillis * 1_000_000;
    this.time = time;
  }

  void spend() {
    if (defects.size() >= max) {
      defects.remove();
    }
    defects.add(time.nanoTime());
  }

  /** Whether the budget is used up; it comes back as time passes. */
  boolean isExhausted() {
    Long oldest = defects.peek();
    return oldest != null && defects.size() >= max && time.nanoTime() - oldest < windowNanos;
  }
}
