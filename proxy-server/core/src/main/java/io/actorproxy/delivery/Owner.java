package io.actorproxy.delivery;

import io.actorproxy.statestore.MessageStore;
import io.actorproxy.time.TimeSource;
import java.util.random.RandomGenerator;

/**
 * This process, as its claims of messages name it.
 *
 * @param epoch a number that no other process has, nor an earlier run of this one; not {@link
 *     MessageStore#UNCLAIMED}
 * @param alone whether no other process uses the store. What others have claimed was left by
 *     processes that have ended, and is taken over at the start; else its leases must end first
 */
public record Owner(long epoch, boolean alone) {
  private static final int RANDOM_BITS = 20;

  public Owner {
    if (epoch == MessageStore.UNCLAIMED) {
      throw new IllegalArgumentException("Expected an epoch, but got that of no process");
    }
  }

  /**
   * A process that begins now and is alone with its store. The time makes its epoch larger than
   * those of earlier runs; the random bits tell it from one that begins at the same moment.
   */
  public static Owner alone(TimeSource time, RandomGenerator random) {
    return new Owner(epoch(time, random), true);
  }

  /** The same for a process that shares its store with others. */
  public static Owner amongOthers(TimeSource time, RandomGenerator random) {
    return new Owner(epoch(time, random), false);
  }

  private static long epoch(TimeSource time, RandomGenerator random) {
    return (time.epochMillis() << RANDOM_BITS) + random.nextInt(1, 1 << RANDOM_BITS);
  }
}
