package io.actorproxy.host;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.time.TimeSource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs whether the host can be reached, once for the whole proxy, however many partitions and calls
 * meet it: one line when it cannot be reached, one when it can, and at most one in ten seconds for
 * each kind of failed call. Thread safe.
 */
public final class HostWatch {
  private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
  private static final long QUIET_NANOS = 10_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TimeSource time;
  private final Map<ErrorCode, Repeated> failures = new EnumMap<>(ErrorCode.class);
  private boolean reached;
  private @Nullable String problem;
  private long problemSinceNanos;
  private boolean largeRequestTold;

  /** How often a kind of failure has come since it was logged. */
  private static final class Repeated {
    private long loggedNanos;
    private long since;
  }

  public HostWatch(TimeSource time) {
    this.time = time;
  }

  /** The host at {@code address} has accepted a connection. */
  synchronized void onReachable(String address) {
    if (problem != null) {
      long millis = (time.nanoTime() - problemSinceNanos) / NANOS_PER_MILLI;
      LOG.info("The host at {} accepts connections again, after {} ms", address, millis);
    } else if (!reached) {
      LOG.info("The host at {} accepts connections", address);
    }
    reached = true;
    problem = null;
  }

  /** An attempt to connect has failed. */
  synchronized void onUnreachable(String address, String reason, long patienceMillis) {
    if (problem == null) {
      problemSinceNanos = time.nanoTime();
      LOG.warn(
          "The host at {} cannot be reached: {}; calls wait for it for up to {} ms",
          address,
          reason,
          patienceMillis);
    }
    problem = reason;
  }

  /** A call has failed that had reached the host, or found no free connection. */
  synchronized void onFailure(Failure failure) {
    long now = time.nanoTime();
    Repeated repeated = failures.get(failure.code());
    if (repeated == null) {
      repeated = new Repeated();
      failures.put(failure.code(), repeated);
    } else if (now - repeated.loggedNanos < QUIET_NANOS) {
      repeated.since++;
      return;
    }
    if (repeated.since == 0) {
      LOG.warn("A call to the host failed: {}", failure);
    } else {
      LOG.warn("A call to the host failed, as {} before it: {}", repeated.since, failure);
    }
    repeated.loggedNanos = now;
    repeated.since = 0;
  }

  /** A request that is too large for the Node SDK was not answered in time. */
  synchronized void onLargeRequestUnanswered(String address, int bytes) {
    if (!largeRequestTold) {
      largeRequestTold = true;
      LOG.warn(
          "The host at {} did not answer a request of {} bytes. The Node SDK takes the first 64 KiB"
              + " of a request for the whole of it and never answers: keep state and payload below"
              + " that, or use another SDK. This is logged once",
          address,
          bytes);
    }
  }
}
