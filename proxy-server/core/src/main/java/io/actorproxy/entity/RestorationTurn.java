package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.loops.OnLoop;

/** The actor goes back to an earlier state. The result waits until that is saved. */
@OnLoop
final class RestorationTurn extends Turn {
  private final Restoration restoration;
  private long found;

  RestorationTurn(Restoration restoration, Activation activation) {
    super(restoration, activation);
    this.restoration = restoration;
  }

  @Override
  Step firstStep(ActorType current, EntityState state, boolean isTakenIn) {
    stage = Stage.GOING_BACK;
    return new Step.GoBack(this);
  }

  /** The revision that is wanted; the newest before it that is kept will do. */
  long wanted() {
    return restoration.revision();
  }

  /** The actor has gone back to that revision. */
  Step restored(long revision) {
    found = revision;
    return Step.FINISH;
  }

  @Override
  void succeed() {
    restoration.restored().complete(found);
  }
}
