package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The instances whose rows are being removed, and how often rows were: what was read from the store
 * before may be gone. Guarded by the lock of the {@link InstanceCache}.
 */
final class Removals {
  private final Set<ActorId> leaving = new HashSet<>();
  private long ended;

  void begin(ActorId id) {
    leaving.add(id);
  }

  /** The rows are removed. */
  void end(Collection<ActorId> ids) {
    ended++;
    ids.forEach(leaving::remove);
  }

  /** How many have ended. */
  long ended() {
    return ended;
  }

  boolean isLeaving(ActorId id) {
    return leaving.contains(id);
  }

  /** Those of the instances that are not being removed. */
  List<ActorId> staying(List<ActorId> ids) {
    return leaving.isEmpty() ? ids : ids.stream().filter(id -> !isLeaving(id)).toList();
  }
}
