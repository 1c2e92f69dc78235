package io.actorproxy.delivery;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.time.Backoff;
import io.actorproxy.time.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long a message waits before it is tried again. All pauses are between the configured two,
 * give or take a tenth. Thread safe.
 */
final class Pauses {
  private static final long NANOS = 1_000_000;

  /** The pause before a retry after a limit was reached, in multiples of the shortest pause. */
  private static final int MOMENT = 10;

  private final OutboxConfig config;
  private final Backoff backoff;
  private final TimeSource time;
  private final RandomGenerator random;

  /** Since when each outage lasts, on the scale of nanoTime. */
  private final Map<ErrorCode, Long> outages = new ConcurrentHashMap<>();

  /** Whether the host was away for long and is back, and what waits for it may not know. */
  private volatile boolean hostReturned;

  Pauses(OutboxConfig config, TimeSource time, RandomGenerator random) {
    this.config = config;
    this.backoff = new Backoff(config.backoffMinMillis(), config.backoffMaxMillis());
    this.time = time;
    this.random = random;
  }

  /** The pause after a failure that counts; it doubles with each. */
  long afterFailure(int attempts) {
    return backoff.jittered(attempts, random);
  }

  /**
   * The pause after a failure that does not count. During an outage it is as long as the outage has
   * lasted, so that thousands of messages that wait for it cost less and less.
   */
  long afterPostponement(ErrorCode code) {
    if (!Fate.isOutage(code)) {
      return backoff.jitteredWithin(MOMENT * config.backoffMinMillis(), random);
    }
    long now = time.nanoTime();
    long outageMillis = (now - outages.computeIfAbsent(code, _ -> now)) / NANOS;
    return backoff.jitteredWithin(outageMillis, random);
  }

  /** A message has been delivered: host and store are there. */
  void onDelivered() {
    if (!outages.isEmpty()) {
      onHostBack();
      outages.clear();
    }
  }

  /** Whether the host has been away for so long that pauses may be longer than a lease. */
  boolean isHostAwayForLong() {
    return isLong(outages.get(ErrorCode.HOST_UNREACHABLE));
  }

  private boolean isLong(@Nullable Long since) {
    return since != null && (time.nanoTime() - since) / NANOS > config.leaseMillis();
  }

  /** The host accepts connections again. */
  void onHostBack() {
    if (isLong(outages.remove(ErrorCode.HOST_UNREACHABLE))) {
      hostReturned = true;
    }
  }

  /** Whether messages may still wait for a host that is back. */
  boolean hasHostReturned() {
    return hostReturned;
  }

  /** Messages that wait for the host are about to leave, or could not be looked for. */
  void setHostReturned(boolean value) {
    hostReturned = value;
  }
}
