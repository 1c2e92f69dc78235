package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a simulation runs: the parts of the product and a store that works, or one of them with a
 * rule left out.
 */
record Mutation(PartsOf parts, StoreOf store, Set<ModelRule> leftOut) {
  /** Nothing is left out. */
  static final Mutation NONE = new Mutation(DefaultParts::new, SimulatedStore::new, Set.of());

  /** Makes what a process runs. */
  interface PartsOf {
    ClusterParts make(
        ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors);
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
    return new Mutation(parts, SimulatedStore::new, Set.of());
  }

  static Mutation ofStore(StoreOf store) {
    return new Mutation(DefaultParts::new, store, Set.of());
  }

  /** Actors that leave out a rule. */
  static Mutation without(ModelRule rule) {
    return new Mutation(DefaultParts::new, SimulatedStore::new, Set.of(rule));
  }

  boolean keeps(ModelRule rule) {
    return !leftOut.contains(rule);
  }

  /** The parts that the product uses. */
  static class DefaultParts extends ClusterParts {
    DefaultParts(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, ClusterLimits.DEFAULTS, store, link, actors, new RendezvousPlacement());
    }
  }
}
