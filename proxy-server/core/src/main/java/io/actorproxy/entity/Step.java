package io.actorproxy.entity;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.invocation.Reply;
import io.actorproxy.workflow.Workflow;

/** What an activation does next with the turn that runs; a {@link Turn} decides it. */
sealed interface Step {
  /**
   * The host runs the action.
   *
   * @param patienceMillis how long the request may wait for a connection
   */
  record AskHost(ActorInvocation request, long patienceMillis) implements Step {}

  /** The actor goes back to the newest stored state that is not newer than {@code revision}. */
  record GoBack(long revision) implements Step {}

  /** The turn has its outcome, and the state stays as it is. */
  record Finish(Reply outcome, Workflow workflow) implements Step {
    Finish(Reply outcome) {
      this(outcome, Workflow.EMPTY);
    }
  }

  /** The turn makes room for others, and its invocation comes again after a pause. */
  record RunAgain(long pauseMillis) implements Step {}
}
