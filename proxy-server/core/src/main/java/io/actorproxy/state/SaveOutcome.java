package io.actorproxy.state;

import io.actorproxy.invocation.Failure;

/** The result of saving an actor's state. */
public sealed interface SaveOutcome {
  /** It is durable, as far as the store says. */
  record Saved() implements SaveOutcome {}

  /**
   * Another activation has written since; this one must end.
   *
   * @param mayBeStored whether the answer to an earlier attempt was lost: then the other one may
   *     have begun with this very state
   */
  record Fenced(boolean mayBeStored) implements SaveOutcome {}

  /**
   * This process is no member of the cluster any more: none of its later saves is accepted.
   *
   * @param mayBeStored as above
   */
  record Expelled(boolean mayBeStored) implements SaveOutcome {}

  /** A message that it was to consume is gone: another activation has taken it in. */
  record Consumed() implements SaveOutcome {}

  /** It was not saved in time, or cannot be saved at all; whether it is stored is unknown. */
  record NotSaved(Failure failure) implements SaveOutcome {}
}
