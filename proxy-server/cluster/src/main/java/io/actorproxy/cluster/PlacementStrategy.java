package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Says to the owner of slots which other member is to have them. Slots that no living member owns
 * are not its matter: all members must agree who takes those, and members may be started with
 * different strategies. Belongs to the cluster's loop.
 */
public interface PlacementStrategy {
  /**
   * The member that is to own each slot of a group: all members with this strategy that see the
   * same slots and candidates say the same. If all slots have the owners that it says, it says the
   * same again.
   *
   * @param slots all slots of the group, in order
   * @param candidates at least one, in the order of their epochs; all are up and serve the group
   */
  ToLongFunction<SlotId> place(Collection<Slot> slots, List<Member> candidates);

  /**
   * Whether members count calls and tell each other their load, so that {@link #moves} is asked.
   */
  default boolean isByFigures() {
    return false;
  }

  /**
   * The slots that this member is to give away, and to whom, by what it has counted. Asked at
   * regular times; what was answered before is forgotten then.
   */
  default Map<SlotId, Long> moves(Figures figures) {
    return Map.of();
  }
}
