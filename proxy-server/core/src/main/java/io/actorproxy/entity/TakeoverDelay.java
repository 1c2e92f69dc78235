package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.loops.OnLoop;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How long actors wait of an owner that was taken for dead: a turn of it may still run, and its
 * type gives it time.
 */
@OnLoop
final class TakeoverDelay {
  private TakeoverDelay() {}

  /** Whether an activation need not wait for that, or no more. */
  static boolean isOver(PendingReply.Activation activation, ActorType type) {
    OptionalLong takenOver = activation.tenure().takenOverNanos();
    if (takenOver.isEmpty()) {
      return true;
    }
    EntityServices services = activation.services();
    long delay = type.takeoverDelayMillis().orElse(services.config().takeoverDelayMillis());
    return services.time().nanoTime() - takenOver.getAsLong()
        >= TimeUnit.MILLISECONDS.toNanos(delay);
  }
}
