package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.List;

/** Says which member gets a slot. All members that see the same candidates say the same. */
public interface Placement {
  /**
   * The epoch of the member that is to own the slot.
   *
   * @param candidates at least one; all of them are up and serve the slot's group
   */
  long choose(SlotId slot, List<Member> candidates);
}
