package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.HostActor;
import io.actorproxy.definition.Kind;
import io.actorproxy.definition.Subscription;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The directory of actor types and of the instances spawned from them. Keeps their subscriptions in
 * step: an actor listens to its channels from the moment it is known. Thread safe.
 *
 * <p>Lives in memory: after a restart hosts register again, and instances are known again once they
 * are spawned or called with a {@code register_ref}.
 */
public final class ActorRegistry {
  private final ConcurrentHashMap<Key, HostActor> types = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Key, Set<String>> parentsByName = new ConcurrentHashMap<>();
  private final AtomicLong instances = new AtomicLong();
  private final Pubsub pubsub;
  private final long instancesMax;

  /** Holds at most {@code instancesMax} spawned instances. */
  public ActorRegistry(Pubsub pubsub, long instancesMax) {
    this.pubsub = pubsub;
    this.instancesMax = instancesMax;
  }

  private record Key(String system, String name) {}

  /**
   * Adds a type or replaces its definition; activations run by the new one from now on.
   *
   * @return the type's place, or null if the registration changes nothing
   */
  public synchronized @Nullable HostActor register(ActorType type) {
    HostActor created = new HostActor(type);
    HostActor known = types.putIfAbsent(new Key(type.system(), type.name()), created);
    if (known == null) {
      subscribe(type, List.of());
      return created;
    }
    ActorType before = known.type();
    if (before.equals(type)) {
      return null;
    }
    known.redefine(type);
    subscribe(type, before.subscriptions());
    return known;
  }

  private void subscribe(ActorType type, List<Subscription> before) {
    if (type.subscriptions().equals(before)) {
      return;
    }
    Map<String, String> actions = actionsByTopic(type);
    if (type.kind() == Kind.NAMED) {
      pubsub.subscribe(ActorId.named(type.system(), type.name()), actions);
    } else {
      instancesOf(type).forEach(instance -> pubsub.subscribe(instance, actions));
    }
  }

  /** Looks at every instance there is; needed only when the channels of a type change. */
  private List<ActorId> instancesOf(ActorType type) {
    List<ActorId> instances = new ArrayList<>();
    parentsByName.forEach(
        (key, parents) -> {
          if (key.system().equals(type.system()) && parents.contains(type.name())) {
            instances.add(new ActorId(key.system(), type.name(), key.name()));
          }
        });
    return instances;
  }

  private static Map<String, String> actionsByTopic(ActorType type) {
    Map<String, String> actions = new HashMap<>();
    for (Subscription subscription : type.subscriptions()) {
      actions.put(subscription.topic(), subscription.action());
    }
    return actions;
  }

  /** The type of that name; null if nobody registered it. */
  public @Nullable HostActor type(String system, String name) {
    return types.get(new Key(system, name));
  }

  /** Whether the instance has been spawned. */
  public boolean hasInstance(ActorId id) {
    Set<String> parents = parentsByName.get(new Key(id.system(), id.name()));
    return parents != null && parents.contains(id.parent());
  }

  /** The types from which an instance of that name has been spawned, in alphabetical order. */
  public List<String> parentsOf(String system, String name) {
    Set<String> parents = parentsByName.get(new Key(system, name));
    return parents == null ? List.of() : parents.stream().sorted().toList();
  }

  /**
   * Makes an instance known; does nothing if it is.
   *
   * @throws FailureException with OVERLOADED if there are too many instances
   */
  public void addInstance(ActorId id) {
    if (!hasInstance(id)) {
      addNewInstance(id);
    }
  }

  private synchronized void addNewInstance(ActorId id) {
    if (hasInstance(id)) {
      return;
    }
    if (instances.get() >= instancesMax) {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          "%d spawned instances are known already, which is the limit; raise PROXY_MAX_INSTANCES"
              .formatted(instancesMax));
    }
    instances.incrementAndGet();
    parentsByName.merge(new Key(id.system(), id.name()), Set.of(id.parent()), ActorRegistry::union);
    HostActor parent = type(id.system(), id.parent());
    if (parent != null && !parent.type().subscriptions().isEmpty()) {
      pubsub.subscribe(id, actionsByTopic(parent.type()));
    }
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> both = new HashSet<>(some);
    both.addAll(more);
    return Set.copyOf(both);
  }

  /** How many types are registered. */
  public int typeCount() {
    return types.size();
  }

  /** How many spawned instances are known. */
  public long instanceCount() {
    return instances.get();
  }
}
