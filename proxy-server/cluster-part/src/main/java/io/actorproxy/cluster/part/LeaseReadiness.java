package io.actorproxy.cluster.part;

import io.actorproxy.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a member is to be sent traffic: not before it has joined, nor once it has been without a
 * valid lease for a while. A short absence of the database is no reason: all members would be taken
 * out at once, though calls wait for it. One thread tells, any may ask.
 */
final class LeaseReadiness {
  private final TimeSource time;
  private final long graceMillis;
  private volatile boolean wasValid;
  private volatile long validNanos;

  LeaseReadiness(TimeSource time, long graceMillis) {
    this.time = time;
    this.graceMillis = graceMillis;
  }

  /** The lease is valid at this moment. */
  void onValid() {
    validNanos = time.nanoTime();
    wasValid = true;
  }

  /** Why the member is not ready; null if it is. */
  @Nullable String problem() {
    if (!wasValid) {
      return "the proxy has not joined its cluster yet";
    }
    long without = TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - validNanos);
    return without <= graceMillis
        ? null
        : "no heartbeat has reached the database for %d s, so no turn starts"
            .formatted(TimeUnit.MILLISECONDS.toSeconds(without));
  }
}
