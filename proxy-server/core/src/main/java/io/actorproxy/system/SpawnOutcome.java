package io.actorproxy.system;

import io.actorproxy.invocation.ActorId;
import java.util.List;

/**
 * The result of a request to spawn instances, which are recorded now.
 *
 * @param restored those that went back to an earlier state, in the order of the request; empty if
 *     that was not asked for
 */
public record SpawnOutcome(List<Restored> restored) {
  public SpawnOutcome {
    restored = List.copyOf(restored);
  }

  /**
   * An instance that has gone back.
   *
   * @param wanted the revision that was asked for
   * @param found that one, or the newest before it that is kept
   */
  public record Restored(ActorId instance, long wanted, long found) {}
}
