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

  public ActorLocator(ActorRegistry registry, SpawnedInstances instances) {
    this.registry = registry;
    this.instances = instances;
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
      return call.parent().isEmpty()
          ? byName(call.system(), call.name(), call.registerRef(), waited)
          : byIdentity(new ActorId(call.system(), call.parent(), call.name()), waited);
    } catch (FailureException e) {
      return new Location.Nowhere(e.failure());
    }
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
    if (type != null) {
      KnownName known = instances.known(id.system(), id.name());
      Recording recording = known == null ? null : known.recordingFor(id.parent(), waited);
      if (recording != null) {
        return new Location.Here(id, type, recording);
      }
      if (type.type().kind().isSpawnable() && !isRead(known, waited)) {
        return new Location.Unread(instances.lookUp(id.system(), id.name()));
      }
    }
    // A NAMED actor is its own parent to some SDKs.
    return id.parent().equals(id.name())
        ? byName(id.system(), id.name(), "", waited)
        : new Location.Nowhere(
            new Failure(
                ErrorCode.ACTOR_NOT_FOUND,
                "Actor %s not found on ActorSystem %s with parent %s; %s"
                    .formatted(
                        id.name(),
                        id.system(),
                        id.parent(),
                        type == null
                            ? "no such parent is registered"
                            : "spawn it first, or call it with a register_ref")));
  }

  private Location byName(String system, String name, String registerRef, boolean waited) {
    RegisteredType named = registry.type(system, name);
    List<Location.Here> found = new ArrayList<>();
    ActorId own = named == null ? null : named.type().ownActor();
    if (named != null && own != null) {
      found.add(new Location.Here(own, named, Recording.RECORDED));
    }
    KnownName known = instances.known(system, name);
    parents(known)
        .forEach(
            (parent, recording) -> {
              RegisteredType type = registry.type(system, parent);
              if (type != null) {
                found.add(new Location.Here(new ActorId(system, parent, name), type, recording));
              }
            });
    // That there are no others is believed for long, that there is none at all for a moment.
    boolean isKnown = found.isEmpty() ? isRead(known, waited) : isSettled(known, waited);
    if (!isKnown && registry.hasInstances(system)) {
      return new Location.Unread(instances.lookUp(system, name));
    }
    return switch (found.size()) {
      case 0 -> notFound(system, name, registerRef);
      case 1 -> found.getFirst();
      default -> ambiguous(name, found);
    };
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

  private static Location ambiguous(String name, List<Location.Here> found) {
    List<String> ids = found.stream().map(here -> here.id().toString()).sorted().toList();
    return new Location.Nowhere(
        new Failure(
            ErrorCode.AMBIGUOUS_ACTOR,
            "%d actors are called %s: %s; say which by id.parent"
                .formatted(ids.size(), name, String.join(", ", ids))));
  }
}
