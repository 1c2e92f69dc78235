package io.actorproxy.state;

import io.actorproxy.codec.StoredActor;
import io.actorproxy.invocation.Failure;

/** The result of loading an actor's state. */
public sealed interface LoadResult {
  /** The stored state and its revision, 1 or more. */
  record Found(long revision, StoredActor actor) implements LoadResult {}

  /** The actor was never saved. */
  record Missing() implements LoadResult {}

  /** The state is unknown; the actor must not be activated. */
  record NotLoaded(Failure failure) implements LoadResult {}
}
