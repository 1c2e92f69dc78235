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
 * A thread that writes to the store what other threads hand in. The next transaction begins as soon
 * as the one before has ended, with whatever waits by then; after one that has failed there is a
 * pause, which grows. Thread safe.
 *
 * @param <T> what is handed in
 */
public final class BatchWriter<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  private final Settings settings;
  private final Transactions transactions;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();

  /** There may be more to write than before, or the writer closes. */
  private final Condition changed = lock.newCondition();

  /** The writer closes. */
  private final Condition closed = lock.newCondition();

  /** Entries that were offered and not taken yet; guarded by the lock. */
  private final Queue<T> waiting = new ArrayDeque<>();

  /** Whether {@link #wakeUp} was called since the last transaction; guarded by the lock. */
  private boolean woken;

  private volatile boolean closing;

  /**
   * How a writer works.
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

  /** Writes the entries of a writer. Called by the writer's thread only. */
  public interface Transactions {
    /**
     * Writes as much as one transaction carries of what is left of earlier ones and of what {@link
     * BatchWriter#peek} and {@link BatchWriter#poll} give.
     *
     * @return false if the store has failed and something is left that may be tried again
     */
    boolean runNext();

    /**
     * How long until there is something to write besides what waits in the writer: 0 if it is there
     * already, {@link Long#MAX_VALUE} if there is nothing.
     */
    long nanosUntilDue();

    /** Gives up what the last transaction has left, because the writer closes. */
    void giveUp();
  }

  /** The result of handing something in. */
  public enum Offer {
    /** It will be written. */
    TAKEN,
    /** As much as allowed waits already. */
    FULL,
    /** The writer is closing or closed. */
    CLOSED
  }

  /** Does nothing before {@link #start}. */
  public BatchWriter(Settings settings, Transactions transactions) {
    this.settings = settings;
    this.transactions = transactions;
    // A platform thread: an embedded store blocks in native code, which would pin a carrier.
    this.thread = Thread.ofPlatform().name(settings.name()).daemon().unstarted(this::run);
  }

  /** Begins to write. */
  public void start() {
    thread.start();
  }

  /** Hands in something to be written, in the order of the calls. */
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
   * Writes what was handed in, without pauses and for as long as the store takes it, and ends.
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
          "Expected {} to write what waits within {} ms and to end, but the store has not answered",
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
      LOG.error("BUG: {} threw; what it was writing is tried again", settings.name(), e);
      return false;
    }
  }

  /** Returns whether there is something to write; otherwise the writer is closed. */
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
