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
    /** Whether no request waits for its response. */
    boolean isQuiet();

    void onRequestTimeout();

    /** Nothing was sent or could be written for too long. */
    void onIdleTimeout();
  }

  private final TimeSource time;
  private final Owner owner;
  private final long requestNanos;
  private final long idleNanos;
  private boolean isReceiving;
  private boolean isStalled;
  private long receivingSince;
  private long stalledSince;
  private long quietSince;
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

  void onResponse() {
    quietSince = time.nanoTime();
  }

  /**
   * Since when the client has been waited for: the request that it is sending began, or else the
   * latest response was sent, or the connection began.
   */
  long waitingSince() {
    return isReceiving ? receivingSince : quietSince;
  }

  /** Whether the client reads what it is sent, or so much of it waits that it must not ask more. */
  void onWritable(boolean writable) {
    isStalled = !writable;
    stalledSince = time.nanoTime();
  }

  private void check(EventExecutor loop) {
    long now = time.nanoTime();
    long left = Math.min(requestNanos, idleNanos);
    if (isReceiving) {
      if (receivingSince + requestNanos - now <= 0) {
        owner.onRequestTimeout();
      } else {
        left = Math.min(left, receivingSince + requestNanos - now);
      }
    } else if (owner.isQuiet()) {
      left = Math.min(left, quietSince + idleNanos - now);
    }
    if (isStalled) {
      left = Math.min(left, stalledSince + requestNanos - now);
    }
    if (left <= 0) {
      owner.onIdleTimeout();
      return;
    }
    timer = loop.schedule(() -> check(loop), left, TimeUnit.NANOSECONDS);
  }
}
