package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.SlotId;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Actors that do what others do, to change one thing of it. */
class ForwardingActors implements LocalActors {
  private final LocalActors actors;

  ForwardingActors(LocalActors actors) {
    this.actors = actors;
  }

  @Override
  public int partitions() {
    return actors.partitions();
  }

  @Override
  public void giveAway(
      int partition, Set<SlotId> slots, int bytes, Consumer<Map<SlotId, Activations>> then) {
    actors.giveAway(partition, slots, bytes, then);
  }

  @Override
  public void idle(int partition, Consumer<Boolean> then) {
    actors.idle(partition, then);
  }

  @Override
  public void opened(SlotId slot) {
    actors.opened(slot);
  }

  @Override
  public void closed(SlotId slot) {
    actors.closed(slot);
  }

  @Override
  public void discardAll() {
    actors.discardAll();
  }
}
