package io.actorproxy.definition;

import io.actorproxy.invocation.ActorId;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of actor types that this version runs, each with what depends on the kind. Other
 * classes ask the kind for it; none decides by which kind it is.
 */
public enum Kind {
  /** The type is the actor: one for each name. */
  NAMED {
    @Override
    ActorId ownActor(String system, String type) {
      return ActorId.named(system, type);
    }

    @Override
    public boolean isSpawnable() {
      return false;
    }
  },
  /** The type is a pattern from which instances are spawned. */
  UNNAMED {
    @Override
    @Nullable ActorId ownActor(String system, String type) {
      return null;
    }

    @Override
    public boolean isSpawnable() {
      return true;
    }
  };

  /** The actor that exists from registration on, without being spawned; null if there is none. */
  abstract @Nullable ActorId ownActor(String system, String type);

  /** Whether requests to spawn, and calls with a {@code register_ref}, may name the type. */
  public abstract boolean isSpawnable();
}
