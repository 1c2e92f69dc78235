package io.actorproxy.spawnimport;

import io.actorproxy.statestore.Snapshot;
import java.util.List;

/**
 * An actor of Spawn, decrypted.
 *
 * @param current its state
 * @param history earlier states, the oldest first, with revisions that rise up to the current one
 */
record SpawnActor(String system, String name, Snapshot current, List<Snapshot> history) {

  long bytes() {
    long bytes = current.state().length;
    for (Snapshot earlier : history) {
      bytes += earlier.state().length;
    }
    return bytes;
  }
}
