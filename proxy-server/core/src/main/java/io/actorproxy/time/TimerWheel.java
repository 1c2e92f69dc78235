package io.actorproxy.time;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel: adding and cancelling a timeout costs a few pointer writes, however many
 * there are (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", scheme 6).
 *
 * <p>Belongs to one thread, the event loop that calls {@link #advance} once a tick. A timeout runs
 * on that thread, never early, and late by a tick plus the time the loop was busy. Timeouts of the
 * same tick run in the order in which they were added.
 */
public final class TimerWheel {
  /** How often {@link #advance} is to be called. */
  public static final long TICK_MILLIS = 10;

  private static final long TICK_NANOS = TICK_MILLIS * 1_000_000;
  private static final int BUCKETS = 1024;
  private static final long FOREVER_MILLIS = Long.MAX_VALUE / 1_000_000 / 4;

  /** In place of the tick at which it is due: it is out of its bucket and runs in a moment. */
  private static final long FIRING = -1;

  private final TimeSource time;
  private final long origin;
  private final @Nullable Timeout[] buckets = new Timeout[BUCKETS];
  private final ArrayDeque<Timeout> due = new ArrayDeque<>();
  private long tick;
  private int size;

  public TimerWheel(TimeSource time) {
    this.time = requireNonNull(time, "time is null");
    this.origin = time.nanoTime();
  }

  /** Runs {@code task} on the wheel's thread once at least {@code delayMillis} have passed. */
  public Timeout schedule(long delayMillis, Runnable task) {
    var timeout = new RunnableTimeout(task);
    add(timeout, delayMillis);
    return timeout;
  }

  /**
   * Starts {@code timeout}, which must not be pending; it runs at the next tick at the earliest.
   */
  public void add(Timeout timeout, long delayMillis) {
    long delayNanos = Math.clamp(delayMillis, 0, FOREVER_MILLIS) * 1_000_000;
    addAt(timeout, time.nanoTime() + delayNanos);
  }

  /**
   * As {@link #add}, for a moment on the scale of {@link TimeSource#nanoTime}. Does not look at the
   * clock.
   */
  public void addAt(Timeout timeout, long nanos) {
    if (timeout.wheel != null) {
      throw new IllegalStateException("the timeout is pending already");
    }
    timeout.dueTick = Math.max(tick + 1, Math.ceilDiv(nanos - origin, TICK_NANOS));
    timeout.wheel = this;
    link(timeout);
    size++;
  }

  /** How many timeouts are pending. */
  public int size() {
    return size;
  }

  /** Runs everything that is due. A timeout that throws does not stop the others. */
  public void advance() {
    long now = (time.nanoTime() - origin) / TICK_NANOS;
    // After a long pause one turn of the wheel visits every bucket; more would visit them again.
    long first = Math.max(tick + 1, now - BUCKETS + 1);
    tick = Math.max(tick, now);
    for (long t = first; t <= now; t++) {
      runBucket((int) (t & (BUCKETS - 1)), now);
    }
  }

  private void runBucket(int index, long now) {
    // What a timeout adds or cancels while the bucket runs must not disturb the walk, so the due
    // ones are taken out first.
    for (Timeout t = buckets[index]; t != null; ) {
      Timeout next = t.next;
      if (t.dueTick <= now) {
        unlink(t);
        t.dueTick = FIRING;
        // A bucket holds the newest first.
        due.addFirst(t);
      }
      t = next;
    }
    for (Timeout t = due.poll(); t != null; t = due.poll()) {
      if (t.dueTick == FIRING) {
        t.dueTick = 0;
        t.wheel = null;
        size--;
        fire(t);
      }
    }
  }

  private static void fire(Timeout timeout) {
    try {
      timeout.onTimeout();
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private void cancel(Timeout timeout) {
    if (timeout.dueTick == FIRING) {
      timeout.dueTick = 0;
    } else {
      unlink(timeout);
    }
    timeout.wheel = null;
    size--;
  }

  private void link(Timeout timeout) {
    int index = (int) (timeout.dueTick & (BUCKETS - 1));
    Timeout head = buckets[index];
    timeout.next = head;
    if (head != null) {
      head.previous = timeout;
    }
    buckets[index] = timeout;
  }

  private void unlink(Timeout timeout) {
    if (timeout.previous != null) {
      timeout.previous.next = timeout.next;
    } else {
      buckets[(int) (timeout.dueTick & (BUCKETS - 1))] = timeout.next;
    }
    if (timeout.next != null) {
      timeout.next.previous = timeout.previous;
    }
    timeout.next = null;
    timeout.previous = null;
  }

  /** Something that happens later unless it is cancelled. Extend it to save an allocation. */
  public abstract static class Timeout {
    private @Nullable TimerWheel wheel;
    private @Nullable Timeout previous;
    private @Nullable Timeout next;
    private long dueTick;

    /** Called on the wheel's thread; the timeout may be added again from here. */
    protected abstract void onTimeout();

    /** Makes sure that it does not happen; harmless when it has happened or was never added. */
    public final void cancel() {
      if (wheel != null) {
        wheel.cancel(this);
      }
    }

    /** Whether it is still to come. */
    public final boolean isPending() {
      return wheel != null;
    }
  }

  private static final class RunnableTimeout extends Timeout {
    private final Runnable task;

    RunnableTimeout(Runnable task) {
      this.task = requireNonNull(task, "task is null");
    }

    @Override
    protected void onTimeout() {
      task.run();
    }
  }
}
