package io.actorproxy.invocation;

import io.actorproxy.time.TimeSource;

/**
 * The moment after which the caller no longer waits for the reply.
 *
 * @param nanos on the scale of {@link TimeSource#nanoTime}
 * @param exists false when there is no such moment
 */
public record Deadline(long nanos, boolean exists) {
  /** No deadline: it never passes. */
  public static final Deadline NONE = new Deadline(0, false);

  /** The deadline that lies {@code millis} after now. */
  public static Deadline in(long millis, TimeSource time) {
    return new Deadline(time.nanoTime() + millis * 1_000_000, true);
  }

  public boolean hasPassed(TimeSource time) {
    return exists && hasPassed(time.nanoTime());
  }

  /** As {@link #hasPassed(TimeSource)}, with a time that was read already. */
  public boolean hasPassed(long now) {
    return exists && now - nanos >= 0;
  }

  /**
   * Milliseconds that are left, rounded up, at least 0; {@code Long.MAX_VALUE} without a deadline.
   */
  public long remainingMillis(TimeSource time) {
    return exists ? remainingMillis(time.nanoTime()) : Long.MAX_VALUE;
  }

  /** As {@link #remainingMillis(TimeSource)}, with a time that was read already. */
  public long remainingMillis(long now) {
    return exists ? Math.max(0, Math.ceilDiv(nanos - now, 1_000_000)) : Long.MAX_VALUE;
  }
}
