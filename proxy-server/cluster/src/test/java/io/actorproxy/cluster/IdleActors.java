package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.SlotId;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One partition without activations.
 *
 * @param isIdle what it says when it is asked whether nothing waits there
 */
record IdleActors(boolean isIdle) implements LocalActors {
  @Override
  public int partitions() {
    return 1;
  }

  @Override
  public void giveAway(
      int partition, Set<SlotId> slots, int bytes, Consumer<Map<SlotId, Activations>> then) {
    then.accept(Map.of());
  }

  @Override
  public void idle(int partition, Consumer<Boolean> then) {
    then.accept(isIdle);
  }

  @Override
  public void opened(SlotId slot) {}

  @Override
  public void closed(SlotId slot) {}

  @Override
  public void discardAll() {}
}
