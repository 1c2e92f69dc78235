package io.actorproxy.statestore.cluster;

/**
 * A member of the cluster, as its row in the store says.
 *
 * @param epoch the number of this membership: higher than all earlier ones, never used again
 * @param nonce tells apart two memberships of one epoch, in a store that lost the first
 * @param hostUp whether the app beside the member answers
 */
public record Member(long epoch, long nonce, Profile profile, State state, boolean hostUp) {
  /** What a member does with its slots. */
  public enum State {
    /** Takes slots. */
    UP,
    /** Gives its slots away and takes none. */
    LEAVING
  }

  /**
   * What is the same for all memberships of a process.
   *
   * @param app the name that the replicas of one app share
   * @param linkAddress where other members reach it
   * @param oldestProtocol the oldest version of the member link that it speaks
   * @param newestProtocol the newest one
   */
  public record Profile(
      String app, String name, String linkAddress, int oldestProtocol, int newestProtocol) {
    /** Whether the two can have a link: there is a version of it that both speak. */
    public boolean speaksWith(Profile other) {
      return oldestProtocol <= other.newestProtocol && other.oldestProtocol <= newestProtocol;
    }
  }

  /** Whether a slot may be given to it. */
  public boolean isUp() {
    return state == State.UP;
  }
}
