package io.actorproxy.routing;

import io.actorproxy.definition.NotServed;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.KnownName;
import io.actorproxy.registry.Recording;
import io.actorproxy.registry.SpawnedInstances;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one actor that a call means. An identity is (system, parent, name); callers often leave
 * the parent out, and then the name must be enough. Thread safe.
 */
public final class ActorLocator {
  private final ActorRegistry registry;
  private final SpawnedInstances instances;
  private final ForeignTypes foreign;

  public ActorLocator(ActorRegistry registry, SpawnedInstances instances, ForeignTypes foreign) {
    this.registry = registry;
    this.instances = instances;
    this.foreign = foreign;
  }

  /**
   * Locates the actor that is meant; a call may say from which type to spawn it first.
   *
   * @param waited whether the request has waited for the look-up of its actor; then others that
   *     still do are behind it
   */
  public Location locate(Request request, boolean waited) {
    return switch (request) {
      case Invocation invocation -> locate(invocation.call(), waited);
      case Inspection inspection -> locate(inspection.actor(), waited);
      case Restoration restoration -> locate(restoration.actor(), waited);
    };
  }

  private Location locate(Call call, boolean waited) {
    try {
      String parent = parentToSpawnFrom(call);
      if (parent != null) {
        return spawned(new ActorId(call.system(), parent, call.name()), waited);
      }
      if (isToSpawnElsewhere(call)) {
        return new Location.Elsewhere(new ActorId(call.system(), call.registerRef(), call.name()));
      }
      return call.parent().isEmpty()
          ? byName(call.system(), call.name(), call.registerRef(), waited)
          : byIdentity(new ActorId(call.system(), call.parent(), call.name()), waited);
    } catch (FailureException e) {
      return new Location.Nowhere(e.failure());
    }
  }

  /** Whether it is known which types other members have, so that an unknown one is nowhere. */
  boolean knowsTypes() {
    return foreign.isRegistered("", "") != ForeignTypes.Answer.NOT_KNOWN_YET;
  }

  /** Locates an actor of which the parent may be left out; {@code waited} as above. */
  public Location locate(ActorId id, boolean waited) {
    return id.parent().isEmpty()
        ? byName(id.system(), id.name(), "", waited)
        : byIdentity(id, waited);
  }

  /**
   * Which type the call wants the actor to be spawned from; null if it does not ask for that. Some
   * SDKs send a {@code register_ref} that is no type, or the actor's own name: then the identity's
   * parent is meant.
   */
  private @Nullable String parentToSpawnFrom(Call call) {
    if (call.registerRef().isEmpty()) {
      return null;
    }
    if (isSpawnable(call.system(), call.registerRef())) {
      return call.registerRef();
    }
    return isSpawnable(call.system(), call.parent()) ? call.parent() : null;
  }

  /** The member that has the type makes the actor known, if it is one of instances. */
  private boolean isToSpawnElsewhere(Call call) {
    return !call.registerRef().isEmpty()
        && !call.registerRef().equals(call.name())
        && elsewhere(call.system(), call.registerRef()) == ForeignTypes.Answer.YES;
  }

  /** Whether another member has a type that is not registered here. */
  private ForeignTypes.Answer elsewhere(String system, String type) {
    return registry.type(system, type) == null && registry.notServed(system, type) == null
        ? foreign.isRegistered(system, type)
        : ForeignTypes.Answer.NO;
  }

  private boolean isSpawnable(String system, String typeName) {
    RegisteredType type = typeName.isEmpty() ? null : registry.type(system, typeName);
    return type != null && type.type().kind().isSpawnable();
  }

  private Location spawned(ActorId id, boolean waited) {
    RegisteredType type = registry.type(id.system(), id.parent());
    if (type == null) {
      return notFound(id.system(), id.name(), id.parent());
    }
    KnownName known = instances.known(id.system(), id.name());
    Recording recording = known == null ? null : known.recordingFor(id.parent(), waited);
    if (recording != null) {
      return new Location.Here(id, type, recording);
    }
    boolean durably = type.type().stateful();
    return durably && !isRead(known, waited)
        ? new Location.Unread(instances.lookUp(id.system(), id.name()))
        : new Location.Here(id, type, instances.called(id, durably));
  }

  /** Whether the store need not be asked whether there are other instances of the name. */
  private boolean isRead(@Nullable KnownName known, boolean waited) {
    return isSettled(known, waited) && (waited || instances.isRead(known));
  }

  private static boolean isSettled(@Nullable KnownName known, boolean waited) {
    return known != null && known.isSettled(waited);
  }

  private Location byIdentity(ActorId id, boolean waited) {
    RegisteredType type = registry.type(id.system(), id.parent());
    NotServed parent = type == null ? registry.notServed(id.system(), id.parent()) : null;
    if (parent != null) {
      return new Location.Nowhere(parent.failure());
    }
    if (type != null && type.type().kind().isSpawnable()) {
      KnownName known = instances.known(id.system(), id.name());
      Recording recording = known == null ? null : known.recordingFor(id.parent(), waited);
      if (recording != null) {
        return new Location.Here(id, type, recording);
      }
      if (!isRead(known, waited)) {
        return new Location.Unread(instances.lookUp(id.system(), id.name()));
      }
    }
    return switch (elsewhere(id.system(), id.parent())) {
      case YES -> new Location.Elsewhere(id);
      case NOT_KNOWN_YET -> notKnownYet(id.system(), id.name());
      case NO ->
          // A NAMED actor is its own parent to some SDKs.
          id.parent().equals(id.name())
              ? byName(id.system(), id.name(), "", waited)
              : new Location.Nowhere(notFound(id, type != null));
    };
  }

  private static Failure notFound(ActorId id, boolean hasParent) {
    return new Failure(
        ErrorCode.ACTOR_NOT_FOUND,
        "Actor %s not found on ActorSystem %s with parent %s; %s"
            .formatted(
                id.name(),
                id.system(),
                id.parent(),
                hasParent
                    ? "spawn it first, or call it with a register_ref"
                    : "no such parent is registered"));
  }

  private static Location notKnownYet(String system, String name) {
    return new Location.NotKnownYet(
        new Failure(
            ErrorCode.MEMBER_UNREACHABLE,
            "Actor %s on ActorSystem %s is not known here, and what other members have registered"
                    .formatted(name, system)
                + " could not be read in time"));
  }

  private Location byName(String system, String name, String registerRef, boolean waited) {
    RegisteredType named = registry.type(system, name);
    List<Location> found = new ArrayList<>();
    ActorId own = named == null ? null : named.type().ownActor();
    if (named != null && own != null) {
      found.add(new Location.Here(own, named, Recording.RECORDED));
    }
    KnownName known = instances.known(system, name);
    parents(known)
        .forEach(
            (parent, recording) ->
                addInstance(new ActorId(system, parent, name), recording, found));
    ForeignTypes.Answer elsewhere = elsewhere(system, name);
    // A type that has an instance of its own name is no NAMED actor.
    if (elsewhere == ForeignTypes.Answer.YES && !parents(known).containsKey(name)) {
      found.add(new Location.Elsewhere(ActorId.named(system, name)));
    }
    // That there are no others is believed for long, that there is none at all for a moment.
    boolean isKnown = found.isEmpty() ? isRead(known, waited) : isSettled(known, waited);
    if (!isKnown && (registry.hasInstances(system) || foreign.mayExist())) {
      return new Location.Unread(instances.lookUp(system, name));
    }
    return switch (found.size()) {
      case 0 ->
          elsewhere == ForeignTypes.Answer.NOT_KNOWN_YET
              ? notKnownYet(system, name)
              : notFound(system, name, registerRef);
      case 1 -> found.getFirst();
      default -> ambiguous(name, found);
    };
  }

  private void addInstance(ActorId id, Recording recording, List<Location> found) {
    RegisteredType type = registry.type(id.system(), id.parent());
    if (type != null) {
      // Who has spawned it may not have known of which kind the type is.
      if (type.type().kind().isSpawnable()) {
        found.add(new Location.Here(id, type, recording));
      }
    } else if (elsewhere(id.system(), id.parent()) == ForeignTypes.Answer.YES) {
      found.add(new Location.Elsewhere(id));
    }
  }

  private static Map<String, Recording> parents(@Nullable KnownName known) {
    return known == null ? Map.of() : known.parents();
  }

  private Location notFound(String system, String name, String registerRef) {
    for (String type : List.of(name, registerRef)) {
      NotServed notServed = registry.notServed(system, type);
      if (notServed != null) {
        return new Location.Nowhere(notServed.failure());
      }
    }
    return new Location.Nowhere(
        new Failure(
            ErrorCode.ACTOR_NOT_FOUND,
            "Actor %s not found on ActorSystem %s; %s"
                .formatted(name, system, whatToDo(system, name, registerRef))));
  }

  private String whatToDo(String system, String name, String registerRef) {
    if (isSpawnable(system, name)) {
      return "it is an UNNAMED type: spawn an instance and call that";
    }
    return registerRef.isEmpty() || registerRef.equals(name)
        ? "register its type or spawn it first"
        : "its register_ref '" + registerRef + "' is not registered as an UNNAMED type either";
  }

  private static Location ambiguous(String name, List<Location> found) {
    List<String> ids = found.stream().map(ActorLocator::idOf).sorted().toList();
    return new Location.Nowhere(
        new Failure(
            ErrorCode.AMBIGUOUS_ACTOR,
            "%d actors are called %s: %s; say which by id.parent"
                .formatted(ids.size(), name, String.join(", ", ids))));
  }

  private static String idOf(Location found) {
    return switch (found) {
      case Location.Here here -> here.id().toString();
      case Location.Elsewhere(ActorId id) -> id.toString();
      default -> throw new IllegalStateException("not found: " + found);
    };
  }
}
