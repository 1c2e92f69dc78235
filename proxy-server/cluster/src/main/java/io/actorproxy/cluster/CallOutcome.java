package io.actorproxy.cluster;

import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import org.jspecify.annotations.Nullable;

/** The result of a call that was sent to another member. */
public sealed interface CallOutcome {
  /** The other member has answered. */
  record Answered(Reply reply) implements CallOutcome {}

  /** The actor lives there, and has no room for the call: it did not run. */
  record Refused(Failure failure) implements CallOutcome {}

  /**
   * The actor does not live there: the call did not run.
   *
   * @param moved who owns the actor's slot, if that member knows
   */
  record Elsewhere(Frame.@Nullable Moved moved) implements CallOutcome {}

  /** The call did not reach the other member, or was not taken in there: it did not run. */
  record NeverSent(Failure failure) implements CallOutcome {}

  /** The call was sent, and there is no answer: it may have run. */
  record Unknown(Failure failure) implements CallOutcome {}
}
