package io.actorproxy.workflow;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Payload;

/** Something that a turn sends to another actor. */
public sealed interface Effect {
  /** An invocation whose result the sender does not wait for. */
  record SideEffect(Call call) implements Effect {}

  /**
   * A message to all actors that are subscribed to a channel.
   *
   * @param action overrides the action that listeners subscribed with; empty for none
   */
  record Broadcast(String channel, String action, Payload payload) implements Effect {}

  /** How the turn's caller gets its answer from another actor. */
  sealed interface Routing extends Effect {
    String actor();

    String action();

    String registerRef();
  }

  /** The other actor is given this turn's output. */
  record Pipe(String actor, String action, String registerRef) implements Routing {}

  /** The other actor is given this turn's input. */
  record Forward(String actor, String action, String registerRef) implements Routing {}
}
