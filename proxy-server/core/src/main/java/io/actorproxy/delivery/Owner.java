package io.actorproxy.delivery;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.time.TimeSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** This process, as its claims of messages name it. */
public sealed interface Owner {
  /**
   * A process that claims whatever is due, by leases.
   *
   * @param epoch a number that no other process has, nor an earlier run of this one; not {@link
   *     MessageStore#UNCLAIMED}
   * @param alone whether no other process uses the store. What others have claimed was left by
   *     processes that have ended, and is taken over at the start; else its leases must end first
   */
  record Process(long epoch, boolean alone) implements Owner {
    private static final int RANDOM_BITS = 20;

    public Process {
      if (epoch == MessageStore.UNCLAIMED) {
        throw new IllegalArgumentException("Expected an epoch, but got that of no process");
      }
    }
  }

  /**
   * A member of a cluster. It claims messages to the actors of its slots, and its claims count as
   * long as the membership lasts. Thread safe; only what says so waits.
   */
  non-sealed interface Member extends Owner {
    /** The present membership, in whose name messages are claimed; null if there is none. */
    @Nullable Identity identity();

    /** The slots whose messages it may claim now. */
    Set<SlotId> claimable();

    /** Whether it may claim the messages of a slot now. */
    boolean isClaimable(SlotId slot);

    /**
     * A message was stored in a slot that this member may not claim: tells the member that may, as
     * far as it can. That one looks for it now and then, too.
     *
     * @param dueAt in milliseconds since the epoch, by the time of the store
     */
    void tellOwner(SlotId slot, long dueAt);

    /**
     * To be called once, before anything is claimed.
     *
     * @param listener takes, on any thread, when messages may be due that this member may claim and
     *     has not stored: another member has, or has had the slot. In milliseconds since the epoch
     */
    void whenMessagesAreDue(LongConsumer listener);

    /** The group of a type; null if no member is known that has registered it. */
    @Nullable String groupOf(TypeName type);

    /** The number of the slot of actors of that name, whatever their type. */
    int slotNumberOf(String system, String name);

    /** All recorded instances that have one of these names, whatever their types. Blocks. */
    List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException;
  }

  /**
   * A process that begins now and is alone with its store. The time makes its epoch larger than
   * those of earlier runs; the random bits tell it from one that begins at the same moment.
   */
  static Process alone(TimeSource time, RandomGenerator random) {
    long began = time.epochMillis() << Process.RANDOM_BITS;
    return new Process(began + random.nextInt(1, 1 << Process.RANDOM_BITS), true);
  }
}
