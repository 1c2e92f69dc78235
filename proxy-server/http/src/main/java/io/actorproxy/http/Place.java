package io.actorproxy.http;

import io.actorproxy.time.TimeSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The place of one connection among those that may be open. When places are short, a connection
 * that has been idle gives it up to a new one. Thread safe.
 */
final class Place {
  /** Instead of the time since which the connection is idle. */
  private static final long BUSY = Long.MIN_VALUE;

  private final TimeSource time;
  private final Runnable onLost;
  private final AtomicBoolean isHeld = new AtomicBoolean(true);
  private volatile long idleSince;

  /** Is held, by a connection that is idle from now on; {@code onLost} runs when it is given up. */
  Place(TimeSource time, Runnable onLost) {
    this.time = time;
    this.onLost = onLost;
    this.idleSince = time.nanoTime();
  }

  boolean isHeld() {
    return isHeld.get();
  }

  /** For how long the connection has been idle; 0 if it is not, or has no place. */
  long idleNanos() {
    long since = idleSince;
    return since == BUSY || !isHeld() ? 0 : time.nanoTime() - since;
  }

  void setBusy() {
    idleSince = BUSY;
  }

  void setIdleSince(long nanos) {
    idleSince = nanos;
  }

  /** Closes the connection, unless a request comes before that; false if it has no place. */
  boolean giveUp() {
    if (!isHeld.compareAndSet(true, false)) {
      return false;
    }
    onLost.run();
    return true;
  }

  /** Takes the place again for a request that has come; false if it was never given up. */
  boolean takeBack() {
    return !isHeld.get() && isHeld.compareAndSet(false, true);
  }
}
