package io.actorproxy.pubsub;

import io.actorproxy.invocation.ActorId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to which channel. An actor listens from the moment it is known, not from its first
 * activation, and at most once to each channel. Thread safe.
 */
public final class Pubsub {
  private final Map<Topic, Map<ActorId, String>> subscribers = new ConcurrentHashMap<>();
  private final Map<ActorId, Set<String>> topics = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  /** Measured bytes of a listener without its subscriptions, and of each subscription. */
  private static final int EACH = 64;

  private record Topic(String system, String name) {}

  /** A listener and the action it takes messages with. */
  public record Subscriber(ActorId actor, String action) {}

  /**
   * Replaces the channels of an actor: {@code actionsByTopic} are all that it listens to now. Calls
   * for the same actor must not run at the same time.
   */
  public void subscribe(ActorId actor, Map<String, String> actionsByTopic) {
    Set<String> earlier =
        actionsByTopic.isEmpty()
            ? topics.remove(actor)
            : topics.put(actor, Set.copyOf(actionsByTopic.keySet()));
    bytes.addAndGet(weightOf(actionsByTopic.keySet()) - weightOf(earlier));
    if (earlier != null) {
      earlier.stream()
          .filter(topic -> !actionsByTopic.containsKey(topic))
          .forEach(topic -> remove(new Topic(actor.system(), topic), actor));
    }
    actionsByTopic.forEach(
        (topic, action) ->
            subscribers
                .computeIfAbsent(new Topic(actor.system(), topic), _ -> new ConcurrentHashMap<>())
                .put(actor, action));
  }

  /** Replaces the channels of those instances of a type that listen to any. */
  public void resubscribe(String system, String parent, Map<String, String> actionsByTopic) {
    topics.keySet().stream()
        .filter(actor -> actor.parent().equals(parent) && actor.system().equals(system))
        .forEach(actor -> subscribe(actor, actionsByTopic));
  }

  /** Whether an actor listens to any channel. */
  public boolean isListening(ActorId actor) {
    return topics.containsKey(actor);
  }

  /** The approximate bytes of memory of an actor that listens to so many channels. */
  public static long bytes(int channels) {
    return channels == 0 ? 0 : EACH * (1L + channels);
  }

  private static long weightOf(@Nullable Set<String> topics) {
    return topics == null ? 0 : bytes(topics.size());
  }

  /** The approximate bytes of memory of all subscriptions. */
  public long bytes() {
    return bytes.get();
  }

  /** Those who listen to a channel of a system. */
  public List<Subscriber> subscribersOf(String system, String topic) {
    Map<ActorId, String> actors = subscribers.get(new Topic(system, topic));
    if (actors == null) {
      return List.of();
    }
    return actors.entrySet().stream().map(e -> new Subscriber(e.getKey(), e.getValue())).toList();
  }

  /** How many these are. */
  int subscriberCount(String system, String topic) {
    Map<ActorId, String> actors = subscribers.get(new Topic(system, topic));
    return actors == null ? 0 : actors.size();
  }

  private void remove(Topic topic, ActorId actor) {
    Map<ActorId, String> actors = subscribers.get(topic);
    if (actors != null) {
      actors.remove(actor);
    }
  }
}
