package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import io.actorproxy.delivery.Owner;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The messages that this process claims as a member of a cluster: those of its slots. */
public final class MemberClaims implements Owner.Member {
  /** So that many messages that are stored one after the other are told of together. */
  private static final long TELL_MILLIS = 2;

  private @Nullable Cluster cluster;
  private @Nullable LookupStore lookups;
  private volatile LongConsumer whenDue = _ -> {};

  /** Which members are to be told that messages are stored, and when the first is due. */
  private final Map<Long, Long> toBeTold = new HashMap<>();

  /** To be called once, before any message is sent or claimed. */
  public void bind(Cluster theCluster, LookupStore theLookups) {
    cluster = theCluster;
    lookups = theLookups;
  }

  private Cluster cluster() {
    return requireNonNull(cluster, "not bound yet");
  }

  @Override
  public @Nullable Identity identity() {
    return cluster().identity();
  }

  @Override
  public Set<SlotId> claimable() {
    return cluster().claimable();
  }

  @Override
  public boolean isClaimable(SlotId slot) {
    return cluster().isClaimable(slot);
  }

  @Override
  public void tellOwner(SlotId slot, long dueAt) {
    if (cluster().place(slot) instanceof SlotPlace.On(long owner)) {
      synchronized (toBeTold) {
        boolean isFirst = toBeTold.isEmpty();
        toBeTold.merge(owner, dueAt, Math::min);
        if (isFirst) {
          cluster().onLoop(TELL_MILLIS, this::tell);
        }
      }
    }
  }

  private void tell() {
    Map<Long, Long> told;
    synchronized (toBeTold) {
      told = Map.copyOf(toBeTold);
      toBeTold.clear();
    }
    told.forEach(cluster()::tellDue);
  }

  @Override
  public void whenMessagesAreDue(LongConsumer listener) {
    whenDue = listener;
  }

  /** Messages may be due that this member has not stored. For any thread. */
  public void onMessagesDue(long millis) {
    whenDue.accept(millis);
  }

  @Override
  public @Nullable String groupOf(TypeName type) {
    return cluster().groupOf(type);
  }

  @Override
  public int slotNumberOf(String system, String name) {
    return HashedSlots.numberOf(ActorId.named(system, name));
  }

  @Override
  public List<ActorKey> instancesNamed(Collection<Name> names) throws StoreException {
    return requireNonNull(lookups, "not bound yet").instancesNamed(names);
  }
}
