package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation runs: the parts of the product and a store that works, or one of them with a
 * rule left out.
 */
record Mutation(@Nullable PlacedPartsOf broken, StoreOf store, Set<ModelRule> leftOut) {
  /** Nothing is left out. */
  static final Mutation NONE = ofStore(SimulatedStore::new);

  /** Makes what a process runs. */
  interface PartsOf {
    ClusterParts make(
        ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors);
  }

  /** As {@link PartsOf}, with the strategy of the process. */
  interface PlacedPartsOf {
    ClusterParts make(
        ClusterTimings timings,
        StoreClient store,
        MemberLink link,
        LocalActors actors,
        PlacementStrategy placement);
  }

  /** Makes the store. */
  interface StoreOf {
    SimulatedStore make(
        LongSupplier clock,
        RandomGenerator random,
        int slotsOfAGroup,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence);
  }

  static Mutation of(PartsOf parts) {
    return ofPlaced((t, s, l, a, _) -> parts.make(t, s, l, a));
  }

  static Mutation ofPlaced(PlacedPartsOf parts) {
    return new Mutation(parts, SimulatedStore::new, Set.of());
  }

  static Mutation ofStore(StoreOf store) {
    return new Mutation(null, store, Set.of());
  }

  /** Actors that leave out a rule. */
  static Mutation without(ModelRule rule) {
    return new Mutation(null, SimulatedStore::new, Set.of(rule));
  }

  /** What a process runs; a strategy other than the default only if none of its parts is broken. */
  ClusterParts parts(
      ClusterTimings timings,
      StoreClient store,
      MemberLink link,
      LocalActors actors,
      PlacementStrategy placement) {
    return broken == null
        ? new ClusterParts(timings, ClusterLimits.DEFAULTS, store, link, actors, placement)
        : broken.make(timings, store, link, actors, placement);
  }

  boolean keeps(ModelRule rule) {
    return !leftOut.contains(rule);
  }

  /** The parts that the product uses. */
  static class DefaultParts extends ClusterParts {
    DefaultParts(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, ClusterLimits.DEFAULTS, store, link, actors, RendezvousPlacement.byEpoch());
    }
  }
}
