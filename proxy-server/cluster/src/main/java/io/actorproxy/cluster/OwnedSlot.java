package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.Slot;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A slot that this member owns, in one version: which of its actors may run.
 *
 * <p>While the certificate of the owner before is missing, none may. After it, those whose last
 * turn has ended there may.
 */
final class OwnedSlot {
  private final Slot row;
  private final long since;
  private @Nullable Set<ActorId> busyBefore;
  private boolean certified;

  /** When its certificate is to be asked for next, and how long to wait after that. */
  long askNanos;

  long askPause;

  /**
   * @param since the number of a view that has this row, or a later one
   */
  OwnedSlot(Slot row, long since) {
    this.row = row;
    this.since = since;
  }

  Slot row() {
    return row;
  }

  long since() {
    return since;
  }

  /** Whether nothing of the slot runs anywhere else, so that it may also move on. */
  boolean isSettled() {
    return certified && busyBefore == null;
  }

  boolean mayStart(ActorId actor) {
    return certified && (busyBefore == null || !busyBefore.contains(actor));
  }

  /** Takes a certificate, the first or a repeated one: what it does not name is free. */
  void certify(Set<ActorId> busy) {
    if (!certified) {
      certified = true;
      busyBefore = new HashSet<>(busy);
    } else if (busyBefore != null) {
      busyBefore.retainAll(busy);
    }
    forgetIfNone();
  }

  /** The turns of actors have ended that the certificate named. Before it, this says nothing. */
  void free(Set<ActorId> actors) {
    if (busyBefore != null) {
      busyBefore.removeAll(actors);
      forgetIfNone();
    }
  }

  private void forgetIfNone() {
    if (busyBefore != null && busyBefore.isEmpty()) {
      busyBefore = null;
    }
  }

  /** No other member runs anything of the slot. */
  void settle() {
    certified = true;
    busyBefore = null;
  }
}
