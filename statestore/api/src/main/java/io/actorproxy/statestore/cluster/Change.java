package io.actorproxy.statestore.cluster;

import java.util.List;
import java.util.Map;

/** A change of members or slots; each makes the next view. */
public sealed interface Change {
  /** Changes what the member says of itself. */
  record Announce(Member.State state, boolean hostUp) implements Change {}

  /**
   * Gives slots of the member to others. The row gets the next version, the other member as owner
   * and this one as previous owner, where this one still owns it with that version.
   *
   * @param owners the next owners, each a member that is up
   */
  record Move(List<SlotVersion> slots, List<Long> owners) implements Change {}

  /**
   * Removes a member whose lease is still the one that was seen; else the change is refused. Its
   * slots get the next version and the owners named, or none. The previous owner of such a slot
   * stays if it is a member: the next owner needs its certificate too. It is removed as previous
   * owner of all slots.
   */
  record Fence(long epoch, long leaseSeen, Map<SlotId, Long> owners) implements Change {}

  /** Gives slots that have no owner to members that are up. The previous owner stays. */
  record Adopt(Map<SlotId, Long> owners) implements Change {}

  /** Removes the member as previous owner of slots: nothing of them runs there any more. */
  record Settle(List<SlotVersion> slots) implements Change {}

  /**
   * Removes the member itself, also as previous owner. What it still owns gets the next version and
   * no owner; a previous owner that is a member stays.
   */
  record Leave() implements Change {}

  /** A slot as it was. */
  record SlotVersion(SlotId id, long version) {}
}
