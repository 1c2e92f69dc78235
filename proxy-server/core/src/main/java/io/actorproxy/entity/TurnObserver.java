package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Reply;

/** Is told of every turn that ended; called on event loops, so it must be quick. */
@FunctionalInterface
public interface TurnObserver {
  /**
   * A turn has ended.
   *
   * @param reply what it led to; of a turn that was piped or forwarded, its own output
   * @param queuedNanos from the mailbox to the start
   * @param hostNanos from the start to the host's answer
   * @param commitNanos from the host's answer until its state was committed
   */
  void onTurn(
      ActorType type,
      String action,
      Reply reply,
      long queuedNanos,
      long hostNanos,
      long commitNanos);
}
