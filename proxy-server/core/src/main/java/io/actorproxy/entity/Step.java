package io.actorproxy.entity;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.invocation.Invocation;

/** What an activation does next with the turn that runs; a {@link Turn} decides it. */
sealed interface Step {
  Step FINISH = new Finish();

  /**
   * The host runs the action.
   *
   * @param patienceMillis how long the request may wait for a connection
   */
  record AskHost(ActorInvocation request, long patienceMillis) implements Step {}

  /** The store reads the earlier state that the actor goes back to. */
  record GoBack(RestorationTurn turn) implements Step {}

  /** The turn has its result or its failure; what it changed is in the state already. */
  record Finish() implements Step {}

  /** The turn makes room for others, and its invocation comes again after a pause. */
  record RunAgain(Invocation next, long pauseMillis) implements Step {}
}
