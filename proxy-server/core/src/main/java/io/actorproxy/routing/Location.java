package io.actorproxy.routing;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.registry.Recording;

/** Where an actor is. */
public sealed interface Location {
  /**
   * The whole identity of the actor.
   *
   * @throws FailureException if it is nowhere
   */
  ActorId requireId();

  /** In this process, once it is recorded. */
  record Here(ActorId id, RegisteredType registeredType, Recording recording) implements Location {
    @Override
    public ActorId requireId() {
      return id;
    }
  }

  /** Nowhere, and why. */
  record Nowhere(Failure failure) implements Location {
    @Override
    public ActorId requireId() {
      throw new FailureException(failure);
    }
  }
}
