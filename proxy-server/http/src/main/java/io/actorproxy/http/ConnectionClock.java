package io.actorproxy.http;

import io.actorproxy.time.TimeSource;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the time that a connection takes. Requests only leave time stamps; one timer for
 * each connection looks at them, at most as far apart as the shortest timeout, so that it is never
 * late and a busy connection costs nothing.
 */
final class ConnectionClock {
  /** The connection, which acts on the timeouts. */
  interface Owner {
    /** Whether no request waits for its response, and every response is written to its end. */
    boolean isQuiet();

    /** How many bytes wait until the client reads; 0 if none do. */
    long unsentBytes();

    void onRequestTimeout();

    /** The client has sent no request, or read nothing of a response, for too long. */
    void onIdleTimeout();
  }

  private final TimeSource time;
  private final Owner owner;
  private final long requestNanos;
  private final long idleNanos;
  private boolean isReceiving;
  private long receivingSince;
  private long quietSince;
  private long unsentBefore;
  private @Nullable ScheduledFuture<?> timer;

  ConnectionClock(ServerLimits limits, TimeSource time, Owner owner) {
    this.time = time;
    this.owner = owner;
    this.requestNanos = limits.requestTimeout().toNanos();
    this.idleNanos = limits.idleTimeout().toNanos();
  }

  void start(EventExecutor loop) {
    quietSince = time.nanoTime();
    check(loop);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  boolean isReceiving() {
    return isReceiving;
  }

  void onRequestBytes() {
    if (!isReceiving) {
      isReceiving = true;
      receivingSince = time.nanoTime();
    }
  }

  void onRequestComplete() {
    isReceiving = false;
  }

  /** A response is written to its end. */
  void onResponse() {
    quietSince = time.nanoTime();
  }

  /**
   * Since when the client has been waited for: the request that it is sending began, or else the
   * latest response was written, or the connection began.
   */
  long waitingSince() {
    return isReceiving ? receivingSince : quietSince;
  }

  private void check(EventExecutor loop) {
    long now = time.nanoTime();
    long left = Math.min(requestNanos, idleNanos);
    long unsent = owner.unsentBytes();
    if (unsent > 0 && unsent != unsentBefore) {
      quietSince = now;
    }
    unsentBefore = unsent;
    if (isReceiving) {
      if (receivingSince + requestNanos - now <= 0) {
        owner.onRequestTimeout();
      } else {
        left = Math.min(left, receivingSince + requestNanos - now);
      }
    } else if (owner.isQuiet()) {
      left = Math.min(left, quietSince + idleNanos - now);
    }
    if (unsent > 0) {
      left = Math.min(left, quietSince + requestNanos - now);
    }
    if (left <= 0) {
      owner.onIdleTimeout();
      return;
    }
    timer = loop.schedule(() -> check(loop), left, TimeUnit.NANOSECONDS);
  }
}
