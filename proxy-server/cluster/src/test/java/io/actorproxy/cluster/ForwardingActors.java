package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Set;
import java.util.function.Consumer;

/** Actors that do what others do, to change one thing of it. */
class ForwardingActors implements LocalActors {
  private final LocalActors actors;

  ForwardingActors(LocalActors actors) {
    this.actors = actors;
  }

  @Override
  public void busy(SlotId slot, Consumer<Set<ActorId>> then) {
    actors.busy(slot, then);
  }

  @Override
  public boolean isIdle() {
    return actors.isIdle();
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
