package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many instances are known, and what memory they take with their subscriptions. They are known
 * for as long as the process runs, so nothing makes room but their removal. Changed by one thread
 * at a time, read by any.
 */
final class InstanceRoom {
  /** Measured bytes of an instance without the characters of its name. */
  private static final int EACH = 96;

  private final Pubsub pubsub;
  private final long countMax;
  private final long bytesMax;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  InstanceRoom(Pubsub pubsub, long countMax, long bytesMax) {
    this.pubsub = pubsub;
    this.countMax = countMax;
    this.bytesMax = bytesMax;
  }

  /**
   * Makes sure that there is room for all of the instances.
   *
   * @throws FailureException with OVERLOADED if there is not
   */
  void requireFor(Collection<ActorId> more) {
    if (more.isEmpty()) {
      return;
    }
    if (count.get() + more.size() > countMax) {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          "%d spawned instances are known already, the limit is %d; raise PROXY_MAX_INSTANCES"
              .formatted(count.get(), countMax));
    }
    long taken = bytes();
    if (taken + more.stream().mapToLong(InstanceRoom::weightOf).sum() > bytesMax) {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          ("the %d spawned instances that are known take %d bytes of memory, the limit is %d;"
                  + " raise PROXY_MAX_INSTANCE_BYTES and the memory of the process")
              .formatted(count.get(), taken, bytesMax));
    }
  }

  void add(ActorId id) {
    count.incrementAndGet();
    bytes.addAndGet(weightOf(id));
  }

  void remove(ActorId id) {
    count.decrementAndGet();
    bytes.addAndGet(-weightOf(id));
  }

  long count() {
    return count.get();
  }

  long bytes() {
    return bytes.get() + pubsub.bytes();
  }

  private static long weightOf(ActorId id) {
    String name = id.name();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0xff) {
        return EACH + 2L * name.length();
      }
    }
    return EACH + name.length();
  }
}
