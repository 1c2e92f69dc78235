package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Failure;
import org.jspecify.annotations.Nullable;

/** Is told of every turn that ended; called on event loops, so it must be quick. */
@FunctionalInterface
public interface TurnObserver {
  /**
   * A turn has ended.
   *
   * @param action empty if none ran
   * @param failure null if it ended well, though a pipe or forward of it may still fail
   * @param queuedNanos from the mailbox to the start
   * @param hostNanos from the start to the host's answer
   * @param commitNanos from the host's answer until its state was committed
   */
  void onTurn(
      ActorType type,
      String action,
      @Nullable Failure failure,
      long queuedNanos,
      long hostNanos,
      long commitNanos);
}
