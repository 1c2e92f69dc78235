package io.actorproxy.cluster.news;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.View;
import java.util.List;

/**
 * What a member tells all others. News may be late, lost, doubled, out of order or wrong: they say
 * only what is worth a look into the store.
 */
public sealed interface News {
  /** Members or slots have changed: the store has this view, or a later one. */
  record ViewChanged(View view) implements News {}

  /** Instances have been recorded, which may subscribe to channels. */
  record Spawned(List<ActorId> instances) implements News {
    /** Takes a copy. */
    public Spawned {
      instances = List.copyOf(instances);
    }
  }

  /** Actors have been removed, or their states. */
  record Removed(List<ActorId> instances) implements News {
    /** Takes a copy. */
    public Removed {
      instances = List.copyOf(instances);
    }
  }
}
