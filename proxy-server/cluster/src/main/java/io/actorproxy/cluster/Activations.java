package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import java.util.Map;
import java.util.Set;

/**
 * The actors of a slot that are in memory when it is given away.
 *
 * @param busy those that have a turn that runs, or a save under way, or a state that is not saved
 *     yet and is being saved now
 * @param idle the saved states of others, as many as the next owner is to get
 */
public record Activations(Set<ActorId> busy, Map<ActorId, Snapshot> idle) {
  /** There are none. */
  public static final Activations NONE = new Activations(Set.of(), Map.of());
}
