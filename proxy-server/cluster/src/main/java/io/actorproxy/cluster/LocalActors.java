package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The actors of this process, as the cluster sees them. Called on the cluster's loop, and answers
 * there.
 */
public interface LocalActors {
  /**
   * Answers which actors of a slot have a turn that runs, or a save under way. The answer comes
   * after every turn that was started before the question is counted. {@link Cluster#turnEnded} is
   * called for each actor of the answer later.
   */
  void busy(SlotId slot, Consumer<Set<ActorId>> then);

  /** Whether no turn runs, nor a save. */
  boolean isIdle();

  /** Turns of the slot may start: what waits for them is tried again. */
  void opened(SlotId slot);

  /**
   * The slot is another member's: what waits for its actors is sent there, and what is known of
   * their states is forgotten. Turns that run continue.
   */
  void closed(SlotId slot);

  /**
   * The membership has ended: no turn counts any more that was started in it. What waits is kept
   * for the next membership, or for another member.
   */
  void discardAll();
}
