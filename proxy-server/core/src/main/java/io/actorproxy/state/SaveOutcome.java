package io.actorproxy.state;

import io.actorproxy.invocation.Failure;

/** The result of saving an actor's state. */
public sealed interface SaveOutcome {
  /** It is durable, as far as the store says. */
  record Saved() implements SaveOutcome {}

  /** Another activation has written since; this one must end. */
  record Fenced() implements SaveOutcome {}

  /** This process is no member of the cluster any more: none of its later saves is accepted. */
  record Expelled() implements SaveOutcome {}

  /** A message that it was to consume is gone: another activation has taken it in. */
  record Consumed() implements SaveOutcome {}

  /** It was not saved in time, or cannot be saved at all; whether it is stored is unknown. */
  record NotSaved(Failure failure) implements SaveOutcome {}
}
