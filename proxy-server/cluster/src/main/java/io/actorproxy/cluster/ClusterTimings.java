package io.actorproxy.cluster;

import java.util.concurrent.TimeUnit;

/**
 * The times of the protocol, in milliseconds.
 *
 * @param lease how long a member may start turns after a heartbeat; how long the others watch an
 *     unchanged lease before they fence the member
 * @param guard how much earlier than that the member itself stops, for clocks that run at different
 *     speeds
 * @param beat between two heartbeats
 * @param lateBeat two good heartbeats further apart than this say that the store or the process was
 *     away, so that what was seen before does not count
 * @param clockDifference how far wall clock and monotonic clock may disagree since the last
 *     heartbeat; more, and the process was frozen. Less than the guard: a shorter freeze, which is
 *     not noticed, must not outlive the lease
 * @param fenceDelay how long the member of each rank waits for the one of the rank before to fence
 * @param ask before the owner of a slot asks the first time for a certificate
 * @param askLeast how often it asks at least
 * @param settle how long a member waits for the next owner before it tells the store that nothing
 *     of a slot runs there
 * @param retry before an operation of the store is tried again whose outcome is unknown
 * @param joinQuiet how long no member has to join before slots move
 * @param joinLongest how long slots wait at most for members that join
 * @param joinStep between the first changes by which a member gives slots to one that has joined,
 *     each of which moves twice as many as the one before
 * @param rest how long a slot stays with a member that got it, while the members stay the same
 * @param look between two looks at the calls of slots
 * @param atOnce how many slots move in one change
 * @param reroute before a call that was not taken is tried again
 * @param rerouteMost the longest such pause, of a call whose owner is unknown or cannot be reached
 * @param holdStates how long states are held that were handed over, if their actors are not
 *     activated
 */
public record ClusterTimings(
    long lease,
    long guard,
    long beat,
    long lateBeat,
    long clockDifference,
    long fenceDelay,
    long ask,
    long askLeast,
    long settle,
    long retry,
    long joinQuiet,
    long joinLongest,
    long joinStep,
    long rest,
    long look,
    int atOnce,
    long reroute,
    long rerouteMost,
    long holdStates) {
  /** What the product uses. */
  public static final ClusterTimings DEFAULTS =
      new ClusterTimings(
          3_000, 200, 500, 1_200, 150, 50, 20, 200, 1_000, 50, 2_000, 5_000, 400, 30_000, 5_000, 16,
          10, 100, 10_000);

  /** How long a heartbeat lets the member start turns, in nanoseconds. */
  long validNanos() {
    return TimeUnit.MILLISECONDS.toNanos(lease - guard);
  }
}
