package io.actorproxy.registry;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many instances there are, and how many there may be. The store counts them once, in the
 * background, and again before the limit stays reached; in between, what is recorded and removed is
 * added up. Thread safe.
 */
public final class InstanceRoom {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceRoom.class);
  private static final long COUNT_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Pubsub pubsub;
  private final long countMax;
  private final long subscriptionBytesMax;
  private final TimeSource time;
  private final AtomicLong count = new AtomicLong();
  private volatile boolean counted;
  private volatile boolean refused;
  private volatile boolean failed;
  private volatile long countedNanos;

  /**
   * Knows of none before the first {@link #countIfDue}.
   *
   * @param countMax how many there may be
   * @param subscriptionBytesMax how much memory their subscriptions may take
   */
  public InstanceRoom(Pubsub pubsub, long countMax, long subscriptionBytesMax, TimeSource time) {
    this.pubsub = pubsub;
    this.countMax = countMax;
    this.subscriptionBytesMax = subscriptionBytesMax;
    this.time = time;
  }

  /**
   * Makes sure that there is room for more instances.
   *
   * @param subscriptionBytes what their subscriptions take
   * @throws FailureException with OVERLOADED if there is not
   */
  void requireFor(int more, long subscriptionBytes) {
    if (more > 0 && count.get() + more > countMax) {
      refused = true;
      throw new FailureException(
          ErrorCode.OVERLOADED,
          "%d instances are spawned already, the limit is %d; raise PROXY_MAX_INSTANCES"
              .formatted(count.get(), countMax));
    }
    if (subscriptionBytes > 0 && pubsub.bytes() + subscriptionBytes > subscriptionBytesMax) {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          ("the subscriptions of actors take %d bytes of memory, the limit is %d; raise"
                  + " PROXY_MAX_SUBSCRIPTION_BYTES and the memory of the process")
              .formatted(pubsub.bytes(), subscriptionBytesMax));
    }
  }

  /** So many more are recorded, or begin to be. */
  void add(long more) {
    count.addAndGet(more);
  }

  /** How many there are. */
  public long count() {
    return count.get();
  }

  /** Counts the rows of the store if that is due. Blocks; to be called now and then. */
  public void countIfDue(LookupStore store) {
    boolean again = refused && time.nanoTime() - countedNanos >= COUNT_AGAIN_NANOS;
    if (counted && !again) {
      return;
    }
    long before = count.get();
    try {
      long rows = store.countInstances();
      // What is recorded meanwhile may be counted twice; it is little.
      count.addAndGet(rows - before);
      counted = true;
      refused = false;
      failed = false;
      countedNanos = time.nanoTime();
    } catch (StoreException e) {
      if (!failed) {
        LOG.warn(
            "Expected to count the spawned instances, but {}; until they are counted,"
                + " PROXY_MAX_INSTANCES limits only those that are spawned from now on",
            e.getMessage());
      }
      failed = true;
    }
  }
}
