package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
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
 * <p>Lives in memory; {@link SpawnedInstances} and {@link RememberedRegistrations} fill it again
 * after a restart.
 */
public final class ActorRegistry {
  private static final SystemDirectory NONE = new SystemDirectory();

  private final ConcurrentHashMap<String, SystemDirectory> systems = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ActorId, NotServed> notServed = new ConcurrentHashMap<>();
  private final Pubsub pubsub;
  private final InstanceRoom room;

  /** Holds at most so many spawned instances, and so many bytes of them. */
  public ActorRegistry(Pubsub pubsub, long instancesMax, long instanceBytesMax) {
    this.pubsub = pubsub;
    this.room = new InstanceRoom(pubsub, instancesMax, instanceBytesMax);
  }

  /** The directory of a system, for reading; an empty one if the system is unknown. */
  private SystemDirectory directory(String system) {
    return systems.getOrDefault(system, NONE);
  }

  /** The directory of a system, for adding to it; made if the system is unknown. */
  private SystemDirectory directoryToChange(String system) {
    return systems.computeIfAbsent(system, _ -> new SystemDirectory());
  }

  /**
   * Adds a type or replaces its definition; activations run by the new one from now on.
   *
   * @return the type's place, or null if the registration changes nothing
   */
  public synchronized @Nullable RegisteredType register(ActorType type) {
    notServed.remove(ActorId.named(type.system(), type.name()));
    RegisteredType created = new RegisteredType(type);
    RegisteredType known = directoryToChange(type.system()).addType(created);
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
      instancesOf(type).forEach(instance -> pubsub.subscribe(instance, actions));
    }
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

  /** All instances of a type. Looks at every instance there is, so it is slow if there are many. */
  public List<ActorId> instancesOf(ActorType type) {
    return directory(type.system()).instancesOf(type).stream()
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

  /** The type of that name; null if it is not registered. */
  public @Nullable RegisteredType type(String system, String name) {
    return directory(system).type(name);
  }

  /** The recording of an instance that is known; null if it is not. */
  public @Nullable Recording instance(ActorId id) {
    return parentsOf(id.system(), id.name()).get(id.parent());
  }

  /** Whether the instance has been spawned. */
  public boolean hasInstance(ActorId id) {
    return instance(id) != null;
  }

  /** The types from which an instance of that name has been spawned. */
  public Map<String, Recording> parentsOf(String system, String name) {
    return directory(system).parentsOf(name);
  }

  /** Every known actor of that name whose state is stored: a NAMED one, and instances. */
  public List<ActorId> statefulActors(String system, String name) {
    List<ActorId> actors = new ArrayList<>();
    RegisteredType named = type(system, name);
    ActorId own = named == null ? null : named.type().ownActor();
    if (named != null && own != null && named.type().stateful()) {
      actors.add(own);
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
   * Makes an instance known for which no call has to wait.
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
    put(id, Recording.RECORDED);
    return true;
  }

  /**
   * Makes instances known that are still to be recorded, all of them or none.
   *
   * @param waitersMax how many calls may wait for each of them
   * @return those that are new
   * @throws FailureException with OVERLOADED if there would be too many instances
   */
  synchronized Map<ActorId, Recording> beginRecording(Collection<ActorId> ids, int waitersMax) {
    Map<ActorId, Recording> begun = new LinkedHashMap<>();
    for (ActorId id : ids) {
      if (!hasInstance(id)) {
        begun.computeIfAbsent(id, added -> new Recording(added, waitersMax));
      }
    }
    room.requireFor(begun.keySet());
    begun.forEach(this::put);
    return begun;
  }

  /** Ends the recording of an instance: it is known, even beyond the limit. */
  void recorded(ActorId id) {
    Recording recording = instance(id);
    if (recording != null) {
      recording.succeed();
    }
    synchronized (this) {
      put(id, Recording.RECORDED);
    }
  }

  /** Forgets an instance whose recording has failed, unless it was recorded in another way. */
  void recordingFailed(ActorId id, Recording recording, Failure failure) {
    synchronized (this) {
      if (recording.isRecorded() || instance(id) != recording) {
        return;
      }
      directory(id.system()).remove(id.name(), id.parent());
      room.remove(id);
      pubsub.subscribe(id, Map.of());
    }
    recording.fail(failure);
  }

  /**
   * Forgets an instance, unless it is still being recorded.
   *
   * @return whether it was known
   */
  public synchronized boolean forget(ActorId id) {
    Recording recording = instance(id);
    if (recording == null || !recording.isRecorded()) {
      return false;
    }
    directory(id.system()).remove(id.name(), id.parent());
    room.remove(id);
    pubsub.subscribe(id, Map.of());
    return true;
  }

  private void put(ActorId id, Recording recording) {
    RegisteredType parent = type(id.system(), id.parent());
    // One text of a type's name is enough for millions of instances.
    String parentName = parent == null ? id.parent() : parent.type().name();
    if (!directoryToChange(id.system()).put(id.name(), parentName, recording)) {
      return;
    }
    room.add(id);
    if (parent != null && !parent.type().subscriptions().isEmpty()) {
      pubsub.subscribe(id, actionsByTopic(parent.type()));
    }
  }

  /** All registered types, in no order. */
  public List<ActorType> types() {
    return systems.values().stream()
        .flatMap(SystemDirectory::types)
        .map(RegisteredType::type)
        .toList();
  }

  /** How many types are registered. */
  public int typeCount() {
    return systems.values().stream().mapToInt(SystemDirectory::typeCount).sum();
  }

  /** How many spawned instances are known. */
  public long instanceCount() {
    return room.count();
  }

  /** The approximate bytes of memory of the spawned instances and their subscriptions. */
  public long instanceBytes() {
    return room.bytes();
  }
}
