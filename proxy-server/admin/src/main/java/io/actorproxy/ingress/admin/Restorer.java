package io.actorproxy.ingress.admin;

import io.actorproxy.invocation.ActorId;
import java.util.concurrent.CompletionStage;

/** Makes actors what they were. */
@FunctionalInterface
interface Restorer {
  /**
   * Restores the newest revision at or before {@code revision}, by the deadline of every request.
   *
   * @return which one that is; fails with a {@link io.actorproxy.invocation.FailureException}
   */
  CompletionStage<Long> restore(ActorId id, long revision);
}
