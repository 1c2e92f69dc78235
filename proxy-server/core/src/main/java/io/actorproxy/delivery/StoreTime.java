package io.actorproxy.delivery;

import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The time by which messages are due and leases end: that of the store's database, if it has one.
 * Between two comparisons the monotonic clock of this machine continues, so that the wall clock of
 * this machine, however wrong, has no effect. Thread safe.
 */
final class StoreTime implements TimeSource {
  private static final long NANOS = 1_000_000;

  /** A comparison that took longer is no better than the one before it. */
  private static final long SLOW_NANOS = 100 * NANOS;

  private final MessageStore store;
  private final TimeSource machine;
  private volatile @Nullable Compared last;

  private record Compared(long storeMillis, long nanos) {}

  /**
   * @param machine whose wall clock counts until the first comparison, and for ever if the store
   *     has no clock of its own
   */
  StoreTime(MessageStore store, TimeSource machine) {
    this.store = store;
    this.machine = machine;
  }

  /**
   * Asks the store for its time; blocks.
   *
   * @return by how many milliseconds {@link #epochMillis} was changed
   */
  long compare() throws StoreException {
    // Taken before the question, so that a slow answer puts this proxy ahead of the store, never
    // behind it: here a lease ends no later than the store lets others claim its message. Too far
    // ahead, it would claim what others still deliver.
    long nanos = machine.nanoTime();
    OptionalLong stored = store.epochMillis();
    if (stored.isEmpty() || last != null && machine.nanoTime() - nanos > SLOW_NANOS) {
      return 0;
    }
    long before = epochMillis();
    last = new Compared(stored.getAsLong(), nanos);
    return epochMillis() - before;
  }

  @Override
  public long epochMillis() {
    Compared its = last;
    return its == null
        ? machine.epochMillis()
        : its.storeMillis() + (machine.nanoTime() - its.nanos()) / NANOS;
  }

  @Override
  public long nanoTime() {
    return machine.nanoTime();
  }
}
