package io.actorproxy.supervision;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.loops.OnLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Activates newly registered actors in the background, a few at a time, so that a registration of
 * thousands leaves room for calls. Belongs to the partition's loop.
 */
@OnLoop
final class WarmUp {
  private final SupervisorPartition partition;
  private final int concurrency;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean isActivating;

  private record Waiting(ActorId id, RegisteredType registeredType) {}

  WarmUp(SupervisorPartition partition, int concurrency) {
    this.partition = partition;
    this.concurrency = concurrency;
  }

  void add(ActorId id, RegisteredType registeredType) {
    waiting.add(new Waiting(id, registeredType));
    activateNext();
  }

  /** Called whenever an activation has succeeded or failed, which may be in the midst of this. */
  void activateNext() {
    if (isActivating) {
      return;
    }
    isActivating = true;
    try {
      while (partition.activating() < concurrency && !waiting.isEmpty()) {
        Waiting next = waiting.remove();
        partition.activateIfAbsent(next.id(), next.registeredType());
      }
    } finally {
      isActivating = false;
    }
  }

  void stop() {
    waiting.clear();
  }
}
