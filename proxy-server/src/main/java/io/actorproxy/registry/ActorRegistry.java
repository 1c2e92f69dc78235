package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Kind;
import io.actorproxy.definition.NotServed;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Subscription;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory of actor types and of the instances spawned from them. Keeps their subscriptions in
 * step: an actor listens to its channels from the moment it is known. Thread safe.
 *
 * <p>Lives in memory; what brings it back after a restart are {@link SpawnedInstances} and {@link
 * RememberedRegistrations}.
 */
public final class ActorRegistry {
  private static final KnownNames NONE = new KnownNames();

  private final ConcurrentHashMap<String, KnownNames> systems = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ActorId, NotServed> notServed = new ConcurrentHashMap<>();
  private final Pubsub pubsub;
  private final InstanceRoom room;

  /** Holds at most so many spawned instances, and so many bytes of them. */
  public ActorRegistry(Pubsub pubsub, long instancesMax, long instanceBytesMax) {
    this.pubsub = pubsub;
    this.room = new InstanceRoom(pubsub, instancesMax, instanceBytesMax);
  }

  /** What is known of a system, which may be nothing; for those who read. */
  private KnownNames names(String system) {
    return systems.getOrDefault(system, NONE);
  }

  /** What is known of a system, to be added to. */
  private KnownNames namesToChange(String system) {
    return systems.computeIfAbsent(system, _ -> new KnownNames());
  }

  /**
   * Adds a type or replaces its definition; activations run by the new one from now on.
   *
   * @return the type's place, or null if the registration changes nothing
   */
  public synchronized @Nullable RegisteredType register(ActorType type) {
    notServed.remove(ActorId.named(type.system(), type.name()));
    RegisteredType created = new RegisteredType(type);
    RegisteredType known = namesToChange(type.system()).addType(created);
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

  /** Remembers a type that is not served, so that the callers of its actors hear why. */
  public void notServed(NotServed type) {
    notServed.put(ActorId.named(type.system(), type.name()), type);
  }

  /** What a host has registered under that name and is not served; null if nothing. */
  public @Nullable NotServed notServed(String system, String name) {
    return notServed.get(ActorId.named(system, name));
  }

  /** All instances of a type. Looks at every instance there is, so it is slow if there are many. */
  public List<ActorId> instancesOf(ActorType type) {
    return names(type.system()).instancesOf(type).stream()
        .map(name -> new ActorId(type.system(), type.name(), name))
        .toList();
  }

  private static Map<String, String> actionsByTopic(ActorType type) {
    Map<String, String> actions = new HashMap<>();
    for (Subscription subscription : type.subscriptions()) {
      actions.put(subscription.topic(), subscription.action());
    }
    return actions;
  }

  /** The type of that name; null if nobody registered it. */
  public @Nullable RegisteredType type(String system, String name) {
    return names(system).type(name);
  }

  /** Whether the instance is there, or on its way, and what waits for it; null if it is not. */
  public @Nullable Arrival instance(ActorId id) {
    return parentsOf(id.system(), id.name()).get(id.parent());
  }

  /** Whether the instance has been spawned. */
  public boolean hasInstance(ActorId id) {
    return instance(id) != null;
  }

  /** The types from which an instance of that name has been spawned. */
  public Map<String, Arrival> parentsOf(String system, String name) {
    return names(system).parentsOf(name);
  }

  /** Every known actor of that name whose state is stored: a NAMED one, and instances. */
  public List<ActorId> statefulActors(String system, String name) {
    List<ActorId> actors = new ArrayList<>();
    RegisteredType named = type(system, name);
    if (named != null && named.type().kind() == Kind.NAMED && named.type().stateful()) {
      actors.add(ActorId.named(system, name));
    }
    for (String parent : parentsOf(system, name).keySet().stream().sorted().toList()) {
      RegisteredType type = type(system, parent);
      if (type != null && type.type().stateful()) {
        actors.add(new ActorId(system, parent, name));
      }
    }
    return actors;
  }

  /**
   * Makes an instance known that nobody has to wait for.
   *
   * @return whether it is new
   * @throws FailureException with OVERLOADED if there are too many instances
   */
  public boolean addInstance(ActorId id) {
    return !hasInstance(id) && addNewInstance(id);
  }

  private synchronized boolean addNewInstance(ActorId id) {
    if (hasInstance(id)) {
      return false;
    }
    room.requireFor(List.of(id));
    put(id, Arrival.OVER);
    return true;
  }

  /**
   * Makes instances known that are still to be recorded, all of them or none.
   *
   * @param waitersMax how much may wait for each of them
   * @return those that are new
   * @throws FailureException with OVERLOADED if there would be too many instances
   */
  synchronized Map<ActorId, Arrival> arrive(Collection<ActorId> ids, int waitersMax) {
    Map<ActorId, Arrival> arriving = new LinkedHashMap<>();
    for (ActorId id : ids) {
      if (!hasInstance(id)) {
        arriving.computeIfAbsent(id, added -> new Arrival(added, waitersMax));
      }
    }
    room.requireFor(arriving.keySet());
    arriving.forEach(this::put);
    return arriving;
  }

  /** The instance is recorded, so it is there, whoever wanted it and whatever the limit says. */
  void arrived(ActorId id) {
    Arrival arrival = instance(id);
    if (arrival != null) {
      arrival.succeed();
    }
    synchronized (this) {
      put(id, Arrival.OVER);
    }
  }

  /** The instance could not be recorded; does nothing if it has arrived in another way. */
  void lost(ActorId id, Arrival arrival, Failure failure) {
    synchronized (this) {
      if (arrival.isOver() || instance(id) != arrival) {
        return;
      }
      names(id.system()).remove(id.name(), id.parent());
      room.remove(id);
      pubsub.subscribe(id, Map.of());
    }
    arrival.fail(failure);
  }

  /**
   * Forgets an instance, unless it is still arriving.
   *
   * @return whether it was known
   */
  public synchronized boolean forget(ActorId id) {
    Arrival arrival = instance(id);
    if (arrival == null || !arrival.isOver()) {
      return false;
    }
    names(id.system()).remove(id.name(), id.parent());
    room.remove(id);
    pubsub.subscribe(id, Map.of());
    return true;
  }

  private void put(ActorId id, Arrival arrival) {
    RegisteredType parent = type(id.system(), id.parent());
    // One text of a type's name is enough for millions of instances.
    String parentName = parent == null ? id.parent() : parent.type().name();
    if (!namesToChange(id.system()).put(id.name(), parentName, arrival)) {
      return;
    }
    room.add(id);
    if (parent != null && !parent.type().subscriptions().isEmpty()) {
      pubsub.subscribe(id, actionsByTopic(parent.type()));
    }
  }

  /** All registered types, in no order. */
  public List<ActorType> types() {
    return systems.values().stream().flatMap(KnownNames::types).map(RegisteredType::type).toList();
  }

  /** How many types are registered. */
  public int typeCount() {
    return systems.values().stream().mapToInt(KnownNames::typeCount).sum();
  }

  /** How many spawned instances are known. */
  public long instanceCount() {
    return room.count();
  }

  /** What memory the spawned instances take, with their subscriptions; in bytes, about. */
  public long instanceBytes() {
    return room.bytes();
  }
}
