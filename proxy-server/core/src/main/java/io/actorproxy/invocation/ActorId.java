package io.actorproxy.invocation;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.ActorKey;

/**
 * The full identity of an actor: unique for all time, compared byte for byte, never hashed into
 * something shorter.
 *
 * @param system the actor system, never empty
 * @param parent the registered type an UNNAMED instance was spawned from; empty for a NAMED actor
 * @param name the actor's own name, never empty
 */
public record ActorId(String system, String parent, String name) {
  public ActorId {
    requireNonNull(system, "system is null");
    requireNonNull(parent, "parent is null");
    requireNonNull(name, "name is null");
  }

  /** The identity of a NAMED actor. */
  public static ActorId named(String system, String name) {
    return new ActorId(system, "", name);
  }

  /** The identity of the actor that the store has under a key. */
  public static ActorId of(ActorKey key) {
    return new ActorId(key.system(), key.parent(), key.name());
  }

  /** The key of the actor in the store. */
  public ActorKey key() {
    return new ActorKey(system, parent, name);
  }

  /** For people: {@code system/name}, or {@code system/parent/name} of a spawned instance. */
  @Override
  public String toString() {
    return parent.isEmpty() ? system + "/" + name : system + "/" + parent + "/" + name;
  }
}
