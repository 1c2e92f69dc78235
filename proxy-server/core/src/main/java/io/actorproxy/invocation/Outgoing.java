package io.actorproxy.invocation;

/** What a turn sends to others, and does not wait for. It leaves when the turn is committed. */
public sealed interface Outgoing {
  /** An asynchronous call of one actor. */
  record ToActor(Call call) implements Outgoing {}

  /**
   * A broadcast to the actors that listen to a topic. Who these are is known where the topic is.
   *
   * @param publisher who sends it; the topic is one of its system, and listeners see it as their
   *     caller
   * @param action overrides the action that each listener subscribed with; empty for none
   */
  record ToTopic(ActorId publisher, String topic, String action, Payload payload)
      implements Outgoing {}
}
