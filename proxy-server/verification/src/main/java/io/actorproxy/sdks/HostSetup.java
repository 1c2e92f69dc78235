package io.actorproxy.sdks;

import java.util.List;

/**
 * What a scripted host is started with.
 *
 * @param port where it listens; 0 for any free port
 * @param proxy where it registers
 * @param system the actor system it serves
 * @param actors its actor types
 */
public record HostSetup(int port, SpawnClient proxy, String system, List<ActorScript> actors) {
  public HostSetup {
    actors = List.copyOf(actors);
  }
}
