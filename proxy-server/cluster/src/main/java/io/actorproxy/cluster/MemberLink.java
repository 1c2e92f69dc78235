package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import java.util.List;

/** Connections to other members, as the protocol uses them. */
public interface MemberLink {
  /**
   * Sends a frame to a membership, never to a later one of the same process. Does not wait; drops
   * the frame if the member cannot be reached, and news if no connection is open. Frames that
   * arrive have the order in which they were sent, as long as one connection lasts.
   */
  void send(long epoch, Frame frame);

  /** Begins to open a connection to a membership, if there is none: calls are to follow. */
  default void connect(long epoch) {}

  /** Whether a connection to a membership is open. */
  default boolean isOpen(long epoch) {
    return true;
  }

  /** This process is a member from now on: what is sent has this epoch as its sender. */
  default void onJoined(long epoch) {}

  /** The membership has ended: nothing is sent or taken in for its epoch any more. */
  default void onEnded() {}

  /** Who the members are, and so their addresses. */
  default void onMembers(List<Member> members) {}
}
