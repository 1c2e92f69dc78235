package io.actorproxy.ingress.admin;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.SnapshotStore;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Where the admin API finds actors.
 *
 * @param registry the types
 * @param instances removes instances
 * @param lookups the spawned instances, as they are recorded
 * @param history their earlier states
 * @param identity completes an identity that may lack its parent; fails with a {@link
 *     io.actorproxy.invocation.FailureException} if there is no such actor, or several are
 * @param inMemory which of these actors are in memory
 * @param someInMemory up to so many actors that are in memory, in no order
 * @param restorer makes them what they were
 * @param snapshots their current states
 * @param ender saves these actors and lets them leave memory when they are idle; answers those that
 *     are busy for too long
 * @param forgotten is called with instances that are not known any more
 * @param own as whom this proxy keeps registrations
 */
record Actors(
    ActorRegistry registry,
    SpawnedInstances instances,
    LookupStore lookups,
    HistoryStore history,
    Function<ActorId, CompletionStage<ActorId>> identity,
    Function<Collection<ActorId>, CompletionStage<Set<ActorId>>> inMemory,
    IntFunction<CompletionStage<List<ActorId>>> someInMemory,
    Restorer restorer,
    SnapshotStore snapshots,
    Function<Collection<ActorId>, CompletionStage<Set<ActorId>>> ender,
    Consumer<Collection<ActorId>> forgotten,
    LookupStore.Registrant own) {
  /**
   * Completes an identity that may lack its parent. Blocks.
   *
   * @throws FailureException if there is no such actor, or several are
   */
  ActorId identify(ActorId id) {
    try {
      return identity.apply(id).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof FailureException expected ? expected : e;
    }
  }
}
