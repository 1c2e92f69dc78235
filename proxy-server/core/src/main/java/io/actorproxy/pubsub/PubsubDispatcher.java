package io.actorproxy.pubsub;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns a broadcast into one call for every listener of the channel. Thread safe. */
public final class PubsubDispatcher {
  private final Pubsub pubsub;

  public PubsubDispatcher(Pubsub pubsub) {
    this.pubsub = pubsub;
  }

  /** How many listen to a channel of the publisher's system. */
  public int listeners(ActorId publisher, String topic) {
    return pubsub.subscriberCount(publisher.system(), topic);
  }

  /**
   * The asynchronous calls that tell all listeners.
   *
   * @param publisher the broadcasting actor; listeners see it as their caller
   * @param action overrides the action each listener subscribed with; empty for none
   */
  public List<Call> callsFor(ActorId publisher, String topic, String action, Payload payload) {
    List<Call> calls = new ArrayList<>();
    for (Pubsub.Subscriber subscriber : pubsub.subscribersOf(publisher.system(), topic)) {
      ActorId actor = subscriber.actor();
      calls.add(
          new Call(
              actor.system(),
              actor.parent(),
              actor.name(),
              "",
              action.isEmpty() ? subscriber.action() : action,
              payload,
              true,
              publisher,
              Map.of(),
              0,
              0,
              Origin.WORKFLOW));
    }
    return calls;
  }
}
