package io.actorproxy.statestore.cluster;

import java.util.List;
import java.util.Map;

/** A change of members, types or slots; each makes the next view, also if none of it applies. */
public sealed interface Change {
  /** Changes what the member says of itself. */
  record Announce(Member.State state, boolean hostUp) implements Change {}

  /**
   * Gives slots of the member to others. The row gets the next version, the other member as owner
   * and this one as previous owner, where this one still owns it with that version and the other is
   * a member that is up.
   *
   * @param owners the next owner of each of the slots
   */
  record Move(List<SlotVersion> slots, List<Long> owners) implements Change {}

  /**
   * Removes a member whose lease is still the one that was seen; else the change is refused. Its
   * slots get the next version and the owners named, or none. The previous owner of such a slot
   * stays if it is a member: the next owner needs its certificate too. It is removed as previous
   * owner of all slots.
   */
  record Fence(long epoch, long leaseSeen, Map<SlotId, Long> owners) implements Change {}

  /** Gives slots to members that are up, where they have no owner. The previous owner stays. */
  record Adopt(Map<SlotId, Long> owners) implements Change {}

  /**
   * Removes the member as previous owner of slots that still have that version: nothing of them
   * runs there any more.
   */
  record Settle(List<SlotVersion> slots) implements Change {}

  /**
   * Removes the member itself, also as previous owner. What it still owns gets the next version and
   * no owner; a previous owner that is a member stays.
   */
  record Leave() implements Change {}

  /**
   * Puts types into groups of the member's app. Those that are in no group yet, or in one of
   * another app that no member serves, become a new group together, with slots without owner; of an
   * app with {@link ClusterStore#GROUPS_OF_AN_APP} groups they join the newest. All other types
   * stay where they are. A group that is left without a type, and that no member serves, is removed
   * with its slots. From then on the member serves those of the groups that are its app's, beside
   * those that it served before.
   */
  record Register(List<TypeName> types) implements Change {}

  /** A slot as it was. */
  record SlotVersion(SlotId id, long version) {}
}
