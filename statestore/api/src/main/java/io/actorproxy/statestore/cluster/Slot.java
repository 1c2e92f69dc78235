package io.actorproxy.statestore.cluster;

/**
 * A row of the table of slots.
 *
 * @param owner the epoch of the member that runs the slot's actors, or {@link #NO_MEMBER}
 * @param previous the epoch of the owner before, whose certificate the owner needs before it starts
 *     a turn, or {@link #NO_MEMBER}
 * @param version the number of the view in which the slot got this owner
 */
public record Slot(SlotId id, long owner, long previous, long version) {
  /** No epoch of a member. */
  public static final long NO_MEMBER = 0;
}
