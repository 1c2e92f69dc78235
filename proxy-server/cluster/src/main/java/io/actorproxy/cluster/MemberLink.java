package io.actorproxy.cluster;

/** Connections to other members. */
public interface MemberLink {
  /**
   * Sends a frame to a membership, never to a later one of the same process. Does not wait; drops
   * the frame if the member cannot be reached, and news if no connection is open.
   */
  void send(long epoch, Frame frame);
}
