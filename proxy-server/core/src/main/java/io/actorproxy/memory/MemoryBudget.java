package io.actorproxy.memory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes that all calls of this process may hold together: bodies, their decoded forms, answers
 * of the host, results that wait for a save, saves that wait for the store, answers that wait for
 * their clients. Who takes bytes gives the same number back, once. Thread safe.
 *
 * <p>There are three ways to take, since a call that has begun must be able to end:
 *
 * <ul>
 *   <li>{@link #tryAdmit}: for new work, within the limit
 *   <li>{@link #tryGrow}, {@link #growLater}: for an action that has run, within the limit and a
 *       reserve that new work cannot take; who does not get it waits, and new work is refused
 *       meanwhile
 *   <li>{@link #take}: for bytes that are there already and only change hands
 * </ul>
 */
public final class MemoryBudget {
  /** The largest size that is not counted, because the number of calls bounds it well enough. */
  public static final int SMALL = 4 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

  private final long limit;
  private final long reserve;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<Growth> growths = new ArrayDeque<>();

  /** How many growths wait; written with the queue locked. */
  private volatile int waiting;

  /**
   * @param limit how many bytes new work may take
   * @param reserve how many more those may take that have run
   */
  public MemoryBudget(long limit, long reserve) {
    this.limit = limit;
    this.reserve = reserve;
  }

  /** One that never refuses. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE / 4, 0);
  }

  /** Takes bytes for new work; false if there are no more, or others wait that go first. */
  public boolean tryAdmit(long bytes) {
    if (tryExtend(bytes)) {
      return true;
    }
    refused.incrementAndGet();
    return false;
  }

  /** Takes bytes for work that has begun and does not know how many it needs, as for new work. */
  public boolean tryExtend(long bytes) {
    return waiting == 0 && tryTake(bytes, limit);
  }

  /** Takes bytes for work that has begun; false if there are no more, or others wait for them. */
  public boolean tryGrow(long bytes) {
    return waiting == 0 && tryTake(bytes, limit + reserve);
  }

  /**
   * Takes bytes for work that has begun and ends soon, and so goes before those that wait; false if
   * there are no more.
   */
  public boolean tryFinish(long bytes) {
    return tryTake(bytes, limit + reserve);
  }

  /** Begins to hold bytes for one piece of work. */
  public Holding holding() {
    return new Holding(this);
  }

  /** Whether so many bytes can ever be taken by work that has begun. */
  public boolean canEverGrow(long bytes) {
    return bytes <= most();
  }

  /** The most that can be taken by work that has begun. */
  public long most() {
    return limit + reserve;
  }

  /**
   * Waits for bytes, in the order of asking.
   *
   * @param granted is run on {@code loop} once the bytes are taken, unless it was cancelled
   */
  public Growth growLater(long bytes, Executor loop, Runnable granted) {
    Growth growth = new Growth(bytes, loop, granted);
    synchronized (growths) {
      growths.add(growth);
      waiting = growths.size();
    }
    grantWaiting();
    return growth;
  }

  /** Takes bytes that are in memory already, whatever the limit. */
  public void take(long bytes) {
    used.addAndGet(bytes);
  }

  /** Gives bytes back. */
  public void release(long bytes) {
    used.addAndGet(-bytes);
    if (waiting > 0) {
      grantWaiting();
    }
  }

  private boolean tryTake(long bytes, long max) {
    if (used.addAndGet(bytes) <= max) {
      return true;
    }
    // As any release: one that waits may have been passed over because of these bytes.
    release(bytes);
    return false;
  }

  private void grantWaiting() {
    synchronized (growths) {
      Growth next = growths.peek();
      while (next != null && used.get() + next.bytes <= limit + reserve) {
        used.addAndGet(next.bytes);
        growths.remove();
        waiting = growths.size();
        next.grant();
        next = growths.peek();
      }
    }
  }

  public long used() {
    return used.get();
  }

  public long limit() {
    return limit;
  }

  /** How much those have besides that have run. */
  public long reserve() {
    return reserve;
  }

  /** How many wait for bytes. */
  public int waiting() {
    return waiting;
  }

  /** How often new work was refused. */
  public long refused() {
    return refused.get();
  }

  /** A wish for bytes that waits. Belongs to the loop on which it is granted. */
  public final class Growth {
    private final long bytes;
    private final Executor loop;
    private @Nullable Runnable granted;
    private boolean isTaken;

    private Growth(long bytes, Executor loop, Runnable granted) {
      this.bytes = bytes;
      this.loop = loop;
      this.granted = granted;
    }

    /** The queue is locked. */
    private void grant() {
      isTaken = true;
      try {
        loop.execute(this::tell);
      } catch (RejectedExecutionException e) {
        LOG.debug("Expected to grant memory, but the event loop has ended", e);
        used.addAndGet(-bytes);
      }
    }

    private void tell() {
      Runnable task = granted;
      granted = null;
      if (task != null) {
        task.run();
      }
    }

    /** Waits no more; what was taken meanwhile is given back. */
    public void cancel() {
      if (granted == null) {
        return;
      }
      granted = null;
      boolean wasTaken;
      synchronized (growths) {
        wasTaken = isTaken;
        if (!wasTaken) {
          growths.remove(this);
          waiting = growths.size();
        }
      }
      if (wasTaken) {
        release(bytes);
      } else {
        grantWaiting();
      }
    }
  }
}
