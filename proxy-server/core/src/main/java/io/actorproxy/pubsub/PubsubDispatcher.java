package io.actorproxy.pubsub;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Outgoing;
import java.util.ArrayList;
import java.util.List;

/** Turns a broadcast into one call for every listener of the channel. Thread safe. */
public final class PubsubDispatcher {
  private final Pubsub pubsub;

  public PubsubDispatcher(Pubsub pubsub) {
    this.pubsub = pubsub;
  }

  /** How many listen to the topic. */
  public int listeners(Outgoing.ToTopic broadcast) {
    return pubsub.subscriberCount(broadcast.publisher().system(), broadcast.topic());
  }

  /** The asynchronous calls that tell all listeners. */
  public List<Call> callsFor(Outgoing.ToTopic broadcast) {
    ActorId publisher = broadcast.publisher();
    List<Call> calls = new ArrayList<>();
    for (Pubsub.Subscriber one : pubsub.subscribersOf(publisher.system(), broadcast.topic())) {
      String heard = broadcast.action().isEmpty() ? one.action() : broadcast.action();
      calls.add(Call.broadcast(one.actor(), heard, broadcast.payload(), publisher));
    }
    return calls;
  }
}
