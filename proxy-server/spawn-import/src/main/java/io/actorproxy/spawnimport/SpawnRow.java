package io.actorproxy.spawnimport;

import org.jspecify.annotations.Nullable;

/**
 * A row of Spawn's tables: the current state of an actor, or an earlier one.
 *
 * @param id what Spawn knows the actor by; a hash of 27 bits, so that two actors may have the same
 * @param current whether it is the current state
 * @param revision its number, which Spawn does not always count up
 * @param tags a JSON object of texts
 * @param dataType the type URL of the state
 * @param data the state, encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never compared.
record SpawnRow(
    long id,
    String system,
    String actor,
    boolean current,
    long revision,
    @Nullable String tags,
    @Nullable String dataType,
    byte @Nullable [] data) {

  boolean isOfSameActor(SpawnRow other) {
    return system.equals(other.system) && actor.equals(other.actor);
  }

  /** For people; leaves the state out. */
  @Override
  public String toString() {
    return "%s/%s, %s %d, id %d"
        .formatted(system, actor, current ? "revision" : "earlier revision", revision, id);
  }
}
