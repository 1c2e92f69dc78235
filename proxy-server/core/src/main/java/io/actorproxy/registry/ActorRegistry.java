package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.NotServed;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Subscription;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.pubsub.Pubsub;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The actor types. Keeps subscriptions in step: a NAMED actor listens to its channels from its
 * registration on, and instances that listen already follow a new definition of their type. Thread
 * safe.
 *
 * <p>Lives in memory; {@link RememberedRegistrations} fill it again after a restart.
 */
public final class ActorRegistry {
  private static final SystemTypes NONE = new SystemTypes();

  private final ConcurrentHashMap<String, SystemTypes> systems = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ActorId, NotServed> notServed = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Pubsub pubsub;

  public ActorRegistry(Pubsub pubsub) {
    this.pubsub = pubsub;
  }

  /** The types of a system, for reading; none if the system is unknown. */
  private SystemTypes system(String name) {
    return systems.getOrDefault(name, NONE);
  }

  /**
   * Adds a type or replaces its definition; activations run by the new one from now on.
   *
   * @return the type's place, or null if the registration changes nothing
   */
  public synchronized @Nullable RegisteredType register(ActorType type) {
    notServed.remove(ActorId.named(type.system(), type.name()));
    RegisteredType created = new RegisteredType(type);
    RegisteredType known =
        systems.computeIfAbsent(type.system(), _ -> new SystemTypes()).addType(created);
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
    ActorId own = type.ownActor();
    if (own != null) {
      pubsub.subscribe(own, actions);
    } else {
      pubsub.resubscribe(type.system(), type.name(), actions);
    }
  }

  static Map<String, String> actionsByTopic(ActorType type) {
    Map<String, String> actions = new HashMap<>();
    for (Subscription subscription : type.subscriptions()) {
      actions.put(subscription.topic(), subscription.action());
    }
    return actions;
  }

  /**
   * Remembers a type that is not served, so that calls of its actors get an error that says why.
   */
  public void notServed(NotServed type) {
    notServed.put(ActorId.named(type.system(), type.name()), type);
  }

  /**
   * The type of that name that a host has registered but the proxy does not serve; null if there is
   * none.
   */
  public @Nullable NotServed notServed(String system, String name) {
    return notServed.get(ActorId.named(system, name));
  }

  /** The type of that name; null if it is not registered. */
  public @Nullable RegisteredType type(String system, String name) {
    return system(system).type(name);
  }

  /** Whether there is a NAMED actor of that name. */
  public boolean hasOwnActor(String system, String name) {
    RegisteredType type = type(system, name);
    return type != null && type.type().ownActor() != null;
  }

  /** Whether there are types of which instances can be spawned. */
  public boolean hasInstances(String system) {
    return system(system).hasInstances();
  }

  /**
   * Every actor of that name whose state is stored: a NAMED one, and instances.
   *
   * @param parents the types from which instances of that name have been spawned
   */
  public List<ActorId> statefulActors(String system, String name, Collection<String> parents) {
    List<ActorId> actors = new ArrayList<>();
    RegisteredType named = type(system, name);
    ActorId own = named == null ? null : named.type().ownActor();
    if (named != null && own != null && named.type().stateful()) {
      actors.add(own);
    }
    for (String parent : parents.stream().sorted().toList()) {
      RegisteredType type = type(system, parent);
      if (type != null && type.type().stateful()) {
        actors.add(new ActorId(system, parent, name));
      }
    }
    return actors;
  }

  /** Runs a task, on any thread, each time after types have been registered together. */
  public void whenTypesChange(Runnable task) {
    listeners.add(task);
  }

  /** Types have been registered, all that belong together. */
  public void typesChanged() {
    listeners.forEach(Runnable::run);
  }

  /** All registered types, in no order. */
  public List<ActorType> types() {
    return systems.values().stream().flatMap(SystemTypes::types).map(RegisteredType::type).toList();
  }

  /** How many types are registered. */
  public int typeCount() {
    return systems.values().stream().mapToInt(SystemTypes::typeCount).sum();
  }
}
