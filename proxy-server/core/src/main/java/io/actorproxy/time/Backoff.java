package io.actorproxy.time;

import java.util.random.RandomGenerator;

/**
 * The pauses between the attempts at something that fails: the first is the shortest, each is twice
 * as long as the one before, none is longer than the longest.
 *
 * @param minMillis the shortest pause
 * @param maxMillis the longest pause
 */
public record Backoff(long minMillis, long maxMillis) {
  /** A jittered pause differs from the exact one by at most one part in so many. */
  private static final int JITTER = 10;

  /** Checks the limits. */
  public Backoff {
    if (minMillis < 0 || minMillis > maxMillis) {
      throw new IllegalArgumentException(
          "pauses from %d ms to %d ms make no sense".formatted(minMillis, maxMillis));
    }
  }

  /** The pause in milliseconds after an attempt has failed, the first of which has number 1. */
  public long after(int attempt) {
    // Shifted further, it would be negative.
    int doublings = Math.clamp(attempt - 1L, 0, Long.numberOfLeadingZeros(minMillis) - 1);
    return Math.min(maxMillis, minMillis << doublings);
  }

  /**
   * The pause in milliseconds after an attempt has failed, up to a tenth longer or shorter, so that
   * attempts that have failed together are not repeated together.
   */
  public long jittered(int attempt, RandomGenerator random) {
    return jitter(after(attempt), random);
  }

  /** As {@link #jittered(int, RandomGenerator)}, for a wanted pause, which the limits cut. */
  public long jitteredWithin(long wantedMillis, RandomGenerator random) {
    return jitter(Math.clamp(wantedMillis, minMillis, maxMillis), random);
  }

  private static long jitter(long millis, RandomGenerator random) {
    return millis + random.nextLong(-millis / JITTER, millis / JITTER + 1);
  }
}
