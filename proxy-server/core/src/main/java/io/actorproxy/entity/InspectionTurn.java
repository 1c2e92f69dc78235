package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.loops.OnLoop;

/** A look at the state. Its result waits until the state that it saw is saved. */
@OnLoop
final class InspectionTurn extends Turn {
  private final Inspection inspection;
  private ByteString seen = ByteString.EMPTY;

  InspectionTurn(Inspection inspection, Activation activation) {
    super(inspection, activation);
    this.inspection = inspection;
  }

  /** The result is a copy of the state, which has to find room. */
  @Override
  Step firstStep(ActorType current, EntityState state, boolean isTakenIn) {
    ActorStateMessage message = state.message();
    if (!tryHold(message.size())) {
      return failed(Refusals.overloaded(services().inFlight()));
    }
    seen = message.toByteString();
    return Step.FINISH;
  }

  @Override
  void succeed() {
    inspection.state().complete(seen);
  }
}
