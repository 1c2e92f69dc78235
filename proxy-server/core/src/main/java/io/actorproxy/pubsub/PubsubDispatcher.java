package io.actorproxy.pubsub;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Payload;
import java.util.ArrayList;
import java.util.List;

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
      String heard = action.isEmpty() ? subscriber.action() : action;
      calls.add(Call.broadcast(subscriber.actor(), heard, payload, publisher));
    }
    return calls;
  }
}
