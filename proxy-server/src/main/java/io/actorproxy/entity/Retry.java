package io.actorproxy.entity;

import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Metadata;
import java.util.random.RandomGenerator;

/**
 * Running a failed action again, which happens only to callers who ask for it by the metadata
 * {@code fail_backoff}: the host may have done half of the work.
 */
final class Retry {
  private static final long PAUSE_MILLIS_MIN = 10;
  private static final long PAUSE_MILLIS_MAX = 5_000;

  /** The pauses up to here add up to the protocol's budget of one minute. */
  private static final int ATTEMPTS_MAX = 20;

  private Retry() {}

  static boolean isWantedFor(Invocation invocation) {
    String wanted = invocation.metadata().getOrDefault(Metadata.FAIL_BACKOFF, "false");
    return !wanted.equals("false")
        && invocation.attempt() < ATTEMPTS_MAX
        && !invocation.abandoned();
  }

  /** Doubles with each attempt, and differs by a tenth so that retries spread. */
  static long pauseMillis(Invocation invocation, RandomGenerator random) {
    long pause = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_MIN << (invocation.attempt() - 1));
    return pause + random.nextLong(-pause / 10, pause / 10 + 1);
  }
}
