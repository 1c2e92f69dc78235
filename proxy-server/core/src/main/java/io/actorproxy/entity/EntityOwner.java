package io.actorproxy.entity;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Request;

/** The partition as its activations see it. */
public interface EntityOwner {
  /** What its activations share. */
  EntityServices services();

  /** The actor is ready for turns. */
  void activated(ActorEntity entity);

  /**
   * The activation may not continue in its tenure yet. It is told to try again, within a second,
   * and again and again.
   */
  void stalled(ActorEntity entity);

  /** The activation breaks by a defect of the proxy. */
  void broken(ActorEntity entity);

  /** The activation weighs so many bytes more, or less if it is negative. */
  void weighed(long more);

  /** The activation has ended; a new one of the same actor may begin. */
  void ended(ActorEntity entity);

  /**
   * A request that was never carried out, or is to be again, is given to an activation at once, so
   * that no later one comes before it.
   */
  void redeliver(ActorId id, Request request, RegisteredType registeredType);
}
