package io.actorproxy.pubsub;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a message to every listener of a channel. One that fails does not keep it from the rest.
 */
public final class PubsubDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(PubsubDispatcher.class);

  private final Pubsub pubsub;
  private final Invoker invoker;

  public PubsubDispatcher(Pubsub pubsub, Invoker invoker) {
    this.pubsub = pubsub;
    this.invoker = invoker;
  }

  /**
   * Invokes every listener asynchronously.
   *
   * @param publisher the broadcasting actor; listeners see it as their caller
   * @param action overrides the action each listener subscribed with; empty for none
   */
  public void publish(ActorId publisher, String topic, String action, Payload payload) {
    for (Pubsub.Subscriber subscriber : pubsub.subscribersOf(publisher.system(), topic)) {
      ActorId actor = subscriber.actor();
      Call call =
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
              Origin.WORKFLOW);
      invoker.invoke(call, Deadline.NONE, reply -> report(reply, topic, actor));
    }
  }

  private static void report(Reply reply, String topic, ActorId actor) {
    if (reply instanceof Reply.Failed(var failure)) {
      LOG.warn("Expected {} to take a broadcast on '{}', but: {}", actor, topic, failure);
    }
  }
}
