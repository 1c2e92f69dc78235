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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages that this process claims as a member of a cluster: those of its slots. */
public final class MemberClaims implements Owner.Member {
  private @Nullable Cluster cluster;
  private @Nullable LookupStore lookups;

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
