package io.actorproxy.store;

import io.actorproxy.time.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that asks the store for what other threads hand in: writes, or look-ups. The next
 * transaction begins as soon as the one before has ended, with whatever waits by then; after one
 * that has failed there is a pause, which grows. Thread safe.
 *
 * @param <T> what is handed in
 */
public final class BatchWorker<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);

  private final Settings settings;
  private final Transactions transactions;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();

  /** There may be more to do than before, or the worker closes. */
  private final Condition changed = lock.newCondition();

  /** The worker closes. */
  private final Condition closed = lock.newCondition();

  /** Entries that were offered and not taken yet; guarded by the lock. */
  private final Queue<T> waiting = new ArrayDeque<>();

  /** Whether {@link #wakeUp} was called since the last transaction; guarded by the lock. */
  private boolean woken;

  private volatile boolean closing;

  /**
   * How a worker works.
   *
   * @param name of its thread
   * @param capacity how much may wait to be taken
   * @param pauses between the transactions of a store that fails
   * @param offersEndPauses whether what is handed in during a pause is tried at once, so that its
   *     caller learns of the failure; otherwise it waits for the end of the pause
   * @param closeLimit how long {@link #close} waits
   */
  public record Settings(
      String name, int capacity, Backoff pauses, boolean offersEndPauses, Duration closeLimit) {}

  /** What the thread of a worker runs. Called by that thread only. */
  public interface Transactions {
    /**
     * Runs one transaction, with as much as it carries of what is left of earlier ones and of what
     * {@link BatchWorker#peek} and {@link BatchWorker#poll} give.
     *
     * @return false if the store has failed and something is left that may be tried again
     */
    boolean runNext();

    /**
     * How long until there is something to do besides what waits in the worker: 0 if it is there
     * already, {@link Long#MAX_VALUE} if there is nothing.
     */
    long nanosUntilDue();

    /** Gives up what the last transaction has left, because the worker closes. */
    void giveUp();
  }

  /** The result of handing something in. */
  public enum Offer {
    /** It will be done. */
    TAKEN,
    /** As much as allowed waits already. */
    FULL,
    /** The worker is closing or closed. */
    CLOSED
  }

  /** Does nothing before {@link #start}. */
  public BatchWorker(Settings settings, Transactions transactions) {
    this.settings = settings;
    this.transactions = transactions;
    // A platform thread: an embedded store blocks in native code, which would pin a carrier.
    this.thread = Thread.ofPlatform().name(settings.name()).daemon().unstarted(this::run);
  }

  /** Begins to work. */
  public void start() {
    thread.start();
  }

  /** Hands in something to be done, in the order of the calls. */
  public Offer offer(T item) {
    lock.lock();
    try {
      if (closing) {
        return Offer.CLOSED;
      }
      if (waiting.size() >= settings.capacity()) {
        return Offer.FULL;
      }
      waiting.add(item);
      changed.signal();
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Asks for {@link Transactions#nanosUntilDue} again, because it may have become less. */
  public void wakeUp() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The first of what waits, which stays; null if nothing does. */
  public @Nullable T peek() {
    lock.lock();
    try {
      return waiting.peek();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the first of what waits; null if nothing does. */
  public @Nullable T poll() {
    lock.lock();
    try {
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does what was handed in, without pauses and for as long as the store takes it, and ends.
   * Returns after the limit at the latest, if the store hangs; then the thread ends with the
   * process.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
      closed.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(settings.closeLimit().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.error(
          "Expected {} to do what waits within {} ms and to end, but the store has not answered",
          settings.name(),
          settings.closeLimit().toMillis());
    }
  }

  private void run() {
    int failures = 0;
    while (awaitWork(failures)) {
      failures = runNext() ? 0 : failures + 1;
      if (failures > 0 && closing) {
        transactions.giveUp();
      }
    }
  }

  private boolean runNext() {
    try {
      return transactions.runNext();
    } catch (RuntimeException | Error e) {
      LOG.error("BUG: {} threw; it continues after a pause, with what is left", settings.name(), e);
      return false;
    }
  }

  /** Returns whether there is something to do; otherwise the worker is closed. */
  private boolean awaitWork(int failures) {
    lock.lock();
    try {
      if (failures > 0) {
        pause(settings.pauses().after(failures));
      }
      for (long nanos = nanosUntilWork(); nanos > 0; nanos = nanosUntilWork()) {
        if (closing) {
          return false;
        }
        changed.awaitNanos(nanos);
      }
      woken = false;
    } catch (InterruptedException _) {
      LOG.debug("An interrupt of {} means nothing", settings.name());
    } finally {
      lock.unlock();
    }
    return true;
  }

  private void pause(long millis) throws InterruptedException {
    Condition end = settings.offersEndPauses() ? changed : closed;
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    while (nanos > 0 && !isPauseOver()) {
      nanos = end.awaitNanos(nanos);
    }
  }

  private boolean isPauseOver() {
    return closing || (settings.offersEndPauses() && (woken || !waiting.isEmpty()));
  }

  private long nanosUntilWork() {
    return waiting.isEmpty() ? transactions.nanosUntilDue() : 0;
  }
}
