package io.actorproxy.routing;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.registry.LookUp;
import io.actorproxy.registry.Recording;

/** Where an actor is. */
public sealed interface Location {
  /** In this process, once it is recorded. */
  record Here(ActorId id, RegisteredType registeredType, Recording recording) implements Location {}

  /** Not known before the instances of its name have been looked up. */
  record Unread(LookUp lookUp) implements Location {}

  /** At the member that runs it: no host beside this process has registered its type. */
  record Elsewhere(ActorId id) implements Location {}

  /** Not known before it is known what other members have registered. */
  record NotKnownYet(Failure otherwise) implements Location {}

  /** Nowhere, and why. */
  record Nowhere(Failure failure) implements Location {}
}
