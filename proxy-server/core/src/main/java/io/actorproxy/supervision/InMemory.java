package io.actorproxy.supervision;

import io.actorproxy.entity.ActorEntity;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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

  void add(ActorEntity entity) {
    if (entity.isBusy()) {
      busy.add(entity.id());
    } else if (bytesLeft > 0) {
      Snapshot state = entity.storedState();
      if (state != null && state.state().length <= bytesLeft) {
        bytesLeft -= state.state().length;
        states.put(entity.id(), state);
      }
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
