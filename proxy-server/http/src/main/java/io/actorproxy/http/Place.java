package io.actorproxy.http;

import io.actorproxy.time.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The place of one connection among those that may be open. When places are short, a connection
 * that waits for its client's request gives its place up to a new one: it is idle, or its request
 * has come in part only. A connection with a whole request keeps its place until the client has
 * taken the whole response, and a second more if the request was not refused. Thread safe.
 */
final class Place {
  /** Instead of the time since which the connection waits for its client. */
  private static final long BUSY = Long.MIN_VALUE;

  /**
   * A client that was answered, and has been quiet for less, is in the middle of a conversation.
   */
  private static final long CONVERSATION_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TimeSource time;
  private final Runnable onLost;
  private final AtomicBoolean isHeld = new AtomicBoolean(true);
  private final AtomicLong waitingSince = new AtomicLong(BUSY);
  private volatile boolean hasServed;

  /** Is held; {@code onLost} runs when it is given up. */
  Place(TimeSource time, Runnable onLost) {
    this.time = time;
    this.onLost = onLost;
  }

  boolean isHeld() {
    return isHeld.get();
  }

  /** Whether a new connection may take it: its own waits, and is in no conversation. */
  boolean isForTheTaking() {
    long since = waitingSince.get();
    return since != BUSY
        && isHeld()
        && (!hasServed || time.nanoTime() - since >= CONVERSATION_NANOS);
  }

  /** For how long the connection has waited for its client; 0 if it does not. */
  long waitingNanos() {
    long since = waitingSince.get();
    return since == BUSY ? 0 : time.nanoTime() - since;
  }

  /** The connection has a whole request, or a response that is not written to its end. */
  void setBusy() {
    waitingSince.lazySet(BUSY);
  }

  /** The connection has waited for a request, or for the rest of one, since {@code nanos}. */
  void setWaitingSince(long nanos) {
    waitingSince.lazySet(nanos);
  }

  /** The connection has answered a request, and not with a refusal. */
  void setServed() {
    if (!hasServed) {
      hasServed = true;
    }
  }

  /** Closes the connection, unless a whole request comes before that; false if it has no place. */
  boolean giveUp() {
    if (!isHeld.compareAndSet(true, false)) {
      return false;
    }
    onLost.run();
    return true;
  }

  /** The connection has ended; false if it had given its place up before. */
  boolean end() {
    return isHeld.compareAndSet(true, false);
  }

  /** Takes the place again for a request that has come; false if it was never given up. */
  boolean takeBack() {
    return !isHeld.get() && isHeld.compareAndSet(false, true);
  }
}
