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
 *
 * <p>What the store says is on its way for a while, so its time is known between two bounds. What
 * is due is decided by {@link #earliest}, so that nothing is claimed before its time. Whether a
 * lease of this process is over is decided by {@link #latest}, so that it is over here before the
 * store lets others have it. The bounds are as far apart as the answer took, and move apart by
 * {@link #DRIFT} in both directions until the next comparison.
 */
final class StoreTime {
  private static final long NANOS = 1_000_000;

  /**
   * Two clocks go apart by less than one part in so many. Clocks that are set right while they run
   * are sped up and slowed down by half of that.
   */
  private static final long DRIFT = 1_000;

  private final MessageStore store;
  private final TimeSource machine;
  private volatile @Nullable Comparison last;

  /**
   * @param machine whose wall clock counts until the first comparison, and for ever if the store
   *     has no clock of its own
   */
  StoreTime(MessageStore store, TimeSource machine) {
    this.store = store;
    this.machine = machine;
  }

  /**
   * A time of the store, cut to milliseconds, and the moments between which the store read it, on
   * the scale of nanoTime.
   */
  private record Comparison(long storeMillis, long asked, long answered) {
    long earliest(long nanoTime) {
      long passed = nanoTime - answered;
      return storeMillis + (passed - passed / DRIFT) / NANOS;
    }

    long latest(long nanoTime) {
      long passed = nanoTime - asked;
      return storeMillis + 1 + Math.ceilDiv(passed + passed / DRIFT, NANOS);
    }

    /** Whether it says more than an earlier one, or the store's clock was set in between. */
    boolean replaces(Comparison before) {
      long earliestBefore = before.earliest(answered);
      long latestBefore = before.latest(answered);
      return latest(answered) - earliest(answered) <= latestBefore - earliestBefore
          || latest(answered) < earliestBefore
          || earliest(answered) > latestBefore;
    }
  }

  /**
   * Asks the store for its time; blocks.
   *
   * @return by how many milliseconds {@link #earliest} was changed
   */
  long compare() throws StoreException {
    long asked = machine.nanoTime();
    OptionalLong stored = store.epochMillis();
    if (stored.isEmpty()) {
      return 0;
    }
    long before = earliest();
    Comparison latest = last;
    Comparison its = new Comparison(stored.getAsLong(), asked, machine.nanoTime());
    if (latest == null || its.replaces(latest)) {
      last = its;
    }
    return earliest() - before;
  }

  /** The earliest that it may be in the store, in milliseconds since the epoch. */
  long earliest() {
    Comparison its = last;
    return its == null ? machine.epochMillis() : its.earliest(machine.nanoTime());
  }

  /** The latest that it may be in the store, in milliseconds since the epoch. */
  long latest() {
    Comparison its = last;
    return its == null ? machine.epochMillis() : its.latest(machine.nanoTime());
  }

  /** The monotonic clock of this machine. */
  long nanoTime() {
    return machine.nanoTime();
  }
}
