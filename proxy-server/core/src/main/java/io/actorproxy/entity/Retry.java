package io.actorproxy.entity;

import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.time.Backoff;
import java.util.random.RandomGenerator;

/**
 * Running a failed action again, which happens only to callers who ask for it by the metadata
 * {@code fail_backoff}: the host may have done half of the work.
 */
final class Retry {
  private static final Backoff BACKOFF = new Backoff(10, 5_000);

  /** The pauses up to here add up to the protocol's budget of one minute. */
  private static final int ATTEMPTS_MAX = 20;

  private Retry() {}

  static boolean isWantedFor(Invocation invocation) {
    String wanted = invocation.call().metadata().getOrDefault(Metadata.FAIL_BACKOFF, "false");
    return !wanted.equals("false")
        && invocation.call().attempt() < ATTEMPTS_MAX
        && !invocation.isAbandoned();
  }

  /** The pause before the next attempt. */
  static long pauseMillis(Invocation invocation, RandomGenerator random) {
    return BACKOFF.jittered(invocation.call().attempt(), random);
  }
}
