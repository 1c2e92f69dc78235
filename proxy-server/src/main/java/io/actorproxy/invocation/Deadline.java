package io.actorproxy.invocation;

import io.actorproxy.time.TimeSource;

/**
 * The moment after which nobody waits for a reply.
 *
 * @param nanos on the scale of {@link TimeSource#nanoTime}
 * @param exists false when there is no such moment
 */
public record Deadline(long nanos, boolean exists) {
  /** Nobody waits, so nothing is ever too late. */
  public static final Deadline NONE = new Deadline(0, false);

  /** The deadline that lies {@code millis} after now. */
  public static Deadline in(long millis, TimeSource time) {
    return new Deadline(time.nanoTime() + millis * 1_000_000, true);
  }

  public boolean hasPassed(TimeSource time) {
    return exists && hasPassed(time.nanoTime());
  }

  /** As {@link #hasPassed(TimeSource)} for somebody who has just looked at the clock. */
  public boolean hasPassed(long now) {
    return exists && now - nanos >= 0;
  }

  /**
   * Milliseconds that are left, rounded up, at least 0; {@code Long.MAX_VALUE} without a deadline.
   */
  public long remainingMillis(TimeSource time) {
    return exists ? remainingMillis(time.nanoTime()) : Long.MAX_VALUE;
  }

  /** As {@link #remainingMillis(TimeSource)} for somebody who has just looked at the clock. */
  public long remainingMillis(long now) {
    return exists ? Math.max(0, Math.ceilDiv(nanos - now, 1_000_000)) : Long.MAX_VALUE;
  }
}
