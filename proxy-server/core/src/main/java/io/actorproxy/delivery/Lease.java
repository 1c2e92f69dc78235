package io.actorproxy.delivery;

import io.actorproxy.statestore.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Until when a claimed message is left to this proxy: for a time, or for as long as it is the same
 * member of a cluster. After a renewal whose outcome is unknown there are several ends that may be
 * right; the store knows which. Thread safe.
 */
final class Lease {
  /** How many renewals of unknown outcome are remembered; by then the lease is over long since. */
  private static final int UNSURE_MAX = 8;

  private final Message message;
  private final long owner;
  private final Custody custody;
  private final List<Long> ends = new ArrayList<>();
  private boolean lost;
  private boolean settled;

  /**
   * @param message as it was claimed
   * @param owner in whose name
   */
  Lease(Message message, long owner, Custody custody) {
    this.message = message;
    this.owner = owner;
    this.custody = custody;
    this.ends.add(message.dueAt());
  }

  Message message() {
    return message;
  }

  /** The epoch in whose name the message was claimed. */
  long owner() {
    return owner;
  }

  /** Whether nothing is written any more about what was claimed in that name. */
  boolean hasEnded() {
    return custody.hasEnded(owner);
  }

  /**
   * The message as it is in the store, unless another proxy or an operator has changed it: one of
   * these.
   */
  synchronized List<Message> claimed() {
    return ends.stream().map(message::withDueAt).toList();
  }

  /** Whether others may have claimed the message by now. */
  synchronized boolean isOver(long now) {
    return custody.hasLeases() ? ends.getFirst() <= now : hasEnded();
  }

  /** As {@link #isOver}; and from then on it is lost, even if it is renewed later. */
  synchronized boolean loseIfOver(long now) {
    lost |= isOver(now);
    return lost;
  }

  /** Another has the claim; returns whether that is news. */
  synchronized boolean lose() {
    boolean isNews = !lost;
    lost = true;
    return isNews;
  }

  /** The result of the delivery is stored, which ends the claim. */
  synchronized void settle() {
    settled = true;
  }

  synchronized boolean isSettled() {
    return settled;
  }

  /** Returns whether the delivery may use it; it may not if it was lost before. */
  synchronized boolean onRenewed(long until) {
    ends.clear();
    ends.add(until);
    return !lost;
  }

  /** The store failed, and has renewed the lease or not. */
  synchronized void onMaybeRenewed(long until) {
    if (ends.size() > UNSURE_MAX) {
      ends.remove(1);
    }
    if (!ends.contains(until)) {
      ends.add(until);
    }
  }
}
