package io.actorproxy.supervision;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The activations of one tenure in one partition, as they are when the slot is given away. */
public final class InMemory {
  private final Set<ActorId> busy = new HashSet<>();
  private final Map<ActorId, Snapshot> states = new HashMap<>();
  private int bytesLeft;

  /**
   * @param bytes of how many bytes the states may be together
   */
  InMemory(int bytes) {
    bytesLeft = bytes;
  }

  void addBusy(ActorId actor) {
    busy.add(actor);
  }

  /**
   * @param stored makes the state as it is stored, if there is room
   */
  void addIdle(ActorId actor, Supplier<@Nullable Snapshot> stored) {
    Snapshot state = bytesLeft > 0 ? stored.get() : null;
    if (state != null && state.state().length <= bytesLeft) {
      bytesLeft -= state.state().length;
      states.put(actor, state);
    }
  }

  /** Those of which a turn runs, or a change is not saved. */
  public Set<ActorId> busy() {
    return busy;
  }

  /** The stored states of others, as many as there is room for. */
  public Map<ActorId, Snapshot> states() {
    return states;
  }
}
