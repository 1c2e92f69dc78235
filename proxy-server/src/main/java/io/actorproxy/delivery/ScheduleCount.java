package io.actorproxy.delivery;

import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.EnumSet;

/**
 * How many scheduled invocations wait in the store. Thread safe.
 *
 * <p>It is counted in the store now and then, and right after a write whose outcome is unknown;
 * between two counts it follows what is known to have happened. So it never drifts away.
 */
final class ScheduleCount {
  private static final long RECOUNT_NANOS = 60_000_000_000L;

  /** To count may take long: it takes at most this part of the time. */
  private static final long RECOUNT_SHARE = 100;

  private final MessageStore store;
  private final long capacity;
  private final TimeSource time;

  private long stored;

  /** Those that are being stored. */
  private long adding;

  private long nextCountAt;

  ScheduleCount(MessageStore store, long capacity, TimeSource time) {
    this.store = store;
    this.capacity = capacity;
    this.time = time;
    this.nextCountAt = time.nanoTime();
  }

  synchronized long count() {
    return Math.max(0, stored) + adding;
  }

  /**
   * Takes a place for one more, if there is one, before it is stored. What becomes of it is told by
   * {@link #onStored} or {@link #onNotStored}.
   */
  synchronized boolean tryAdd() {
    if (count() >= capacity) {
      return false;
    }
    adding++;
    return true;
  }

  synchronized void onStored() {
    adding--;
    stored++;
  }

  /** It may be there all the same: the answer of the store may have been lost. */
  synchronized void onNotStored() {
    adding--;
    nextCountAt = time.nanoTime();
  }

  /** One has come that needs no place: with the state of an actor, or back from the dead. */
  synchronized void onCome() {
    stored++;
  }

  /** One has run, or never will. */
  synchronized void onEnded() {
    stored--;
  }

  /** Blocks while the store counts. */
  void recountIfNeeded() throws StoreException {
    long begin = time.nanoTime();
    synchronized (this) {
      if (begin - nextCountAt < 0) {
        return;
      }
      nextCountAt = begin + RECOUNT_NANOS;
    }
    long planned = begin + RECOUNT_NANOS;
    try {
      long counted = store.count(EnumSet.of(MessageKind.SCHEDULE), false);
      long end = time.nanoTime();
      synchronized (this) {
        stored = counted;
        if (nextCountAt == planned) {
          nextCountAt = end + Math.max(RECOUNT_NANOS, (end - begin) * RECOUNT_SHARE);
        }
      }
    } catch (StoreException e) {
      synchronized (this) {
        nextCountAt = begin;
      }
      throw e;
    }
  }
}
