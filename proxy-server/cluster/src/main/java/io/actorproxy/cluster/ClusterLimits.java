package io.actorproxy.cluster;

/**
 * How much memory the protocol takes, in bytes.
 *
 * @param statesOfSlot states that are handed over with a slot
 * @param statesHeld states that the next owner holds until their actors are activated, or their
 *     time is over; of slots that come when it has more it holds none
 */
public record ClusterLimits(int statesOfSlot, long statesHeld) {
  /** What the product uses. */
  public static final ClusterLimits DEFAULTS = new ClusterLimits(4 << 20, 64L << 20);
}
