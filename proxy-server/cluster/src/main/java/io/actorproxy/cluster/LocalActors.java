package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.SlotId;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The actors of this process, as the cluster sees them. They live on several event loops, the
 * partitions. Called on the cluster's loop, and answers there.
 *
 * <p>A partition does what it is told in that order. What it says arrives in the order in which it
 * said it, the ends of turns ({@link Cluster#onTurnEnded}) among the answers. Partitions do not
 * wait for each other.
 */
public interface LocalActors {
  /** How many partitions there are, numbered from 0. Each actor lives on one, always the same. */
  int partitions();

  /**
   * Answers what one partition has of slots that are given away, and begins to save states that are
   * not saved yet. {@link Cluster#onTurnEnded} is called later for each actor that the answer names
   * as busy, once its state is saved.
   *
   * @param bytes how many bytes of states to answer at most, of each slot
   */
  void giveAway(
      int partition, Set<SlotId> slots, int bytes, Consumer<Map<SlotId, Activations>> then);

  /**
   * Answers whether one partition has nothing to do: no turn and no save is under way, no state has
   * to be saved, no reply is held, and no call of a client waits. Begins to save what is not saved.
   */
  void idle(int partition, Consumer<Boolean> then);

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
