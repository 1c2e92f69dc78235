package io.actorproxy.definition;

/**
 * Interest in a channel.
 *
 * @param topic the channel
 * @param action the action that takes what is broadcast on it
 */
public record Subscription(String topic, String action) {
  /** The action of a channel that names none (Spawn protocol: Channel.action). */
  public static final String DEFAULT_ACTION = "receive";
}
