package io.actorproxy.sdks;

import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;

/** How requests refer to actors. */
public final class Actors {
  private Actors() {}

  /** An actor of which only the identity is given; an empty parent stands for none. */
  public static Actor reference(String system, String name, String parent) {
    return Actor.newBuilder().setId(id(system, name, parent)).build();
  }

  public static ActorId id(String system, String name, String parent) {
    return ActorId.newBuilder().setSystem(system).setName(name).setParent(parent).build();
  }
}
