package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A slot that this member owns, in one version: which of its actors may run. Changes on the
 * cluster's loop; any thread may ask.
 *
 * <p>While the certificate of the owner before is missing, none may. After it, those whose last
 * turn has ended there may.
 */
final class OwnedSlot {
  private final Slot row;
  private final long since;
  private final Permit permit;

  /** Null while the certificate is missing. The set never changes. */
  private volatile @Nullable Set<ActorId> busyBefore;

  /** States that the owner before has handed over, until they are taken. */
  private final Map<ActorId, Snapshot> states = new ConcurrentHashMap<>();

  /** Until when the owner before ran the timers, in milliseconds since the epoch. */
  private volatile long attendedUntil;

  private volatile OptionalLong takenOverNanos = OptionalLong.empty();

  /** When its certificate is to be asked for next, and how long to wait after that. */
  long askNanos;

  long askPause;

  /** When this member got it, and which members it might have gone to. */
  long gainedNanos;

  List<Long> gainedAmong = List.of();

  /**
   * @param since the number of a view that has this row, or a later one
   */
  OwnedSlot(Identity me, Slot row, long since) {
    this.row = row;
    this.since = since;
    this.permit = new Permit(me, row.version());
  }

  Slot row() {
    return row;
  }

  SlotVersion version() {
    return new SlotVersion(row.id(), row.version());
  }

  long since() {
    return since;
  }

  /** When it was taken over, if an owner before did not give it away. */
  OptionalLong takenOverNanos() {
    return takenOverNanos;
  }

  void takenOver(long nanos) {
    takenOverNanos = OptionalLong.of(nanos);
  }

  long attendedUntil() {
    return attendedUntil;
  }

  void attendedUntil(long millis) {
    attendedUntil = millis;
  }

  /** Whether nothing of the slot runs anywhere else, so that it may also move on. */
  boolean isSettled() {
    Set<ActorId> busy = busyBefore;
    return busy != null && busy.isEmpty();
  }

  /** Whether the owner before has said which actors are busy there, or is gone. */
  boolean isCertified() {
    return busyBefore != null;
  }

  /** What a turn of the actor may start under, as far as slots decide it. */
  @Nullable Permit permit(ActorId actor) {
    Set<ActorId> busy = busyBefore;
    return busy != null && !busy.contains(actor) ? permit : null;
  }

  /** Holds states that the owner before has handed over. */
  void hold(Map<ActorId, Snapshot> handedOver) {
    states.putAll(handedOver);
  }

  /** Takes a certificate, the first or a repeated one: what it does not name is free. */
  void certify(Set<ActorId> busy) {
    Set<ActorId> before = busyBefore;
    if (before == null) {
      busyBefore = Set.copyOf(busy);
    } else {
      var still = new HashSet<>(before);
      still.retainAll(busy);
      busyBefore = Set.copyOf(still);
    }
  }

  /** The turns of actors have ended that the certificate named. Before it, this says nothing. */
  void free(Set<ActorId> actors) {
    Set<ActorId> before = busyBefore;
    if (before != null) {
      var still = new HashSet<>(before);
      still.removeAll(actors);
      busyBefore = Set.copyOf(still);
    }
  }

  /** The state of an actor that was handed over, once: after its first turn here it is old. */
  @Nullable Snapshot takeState(ActorId actor) {
    return states.remove(actor);
  }

  /** How many bytes of states it holds. */
  long heldBytes() {
    return bytesOf(states);
  }

  static long bytesOf(Map<ActorId, Snapshot> states) {
    return states.values().stream().mapToLong(state -> state.state().length).sum();
  }

  void forgetStates() {
    states.clear();
  }

  /**
   * No other member runs anything of the slot, as far as the members know. Without a certificate
   * the owner before may be one that was fenced, and its process may run turns that it had begun;
   * after one, those of the actors that it named.
   *
   * @param isPreviousGone whether the owner before is no member any more
   */
  void settle(long nanos, boolean isPreviousGone) {
    if (busyBefore == null || !busyBefore.isEmpty() && isPreviousGone) {
      takenOver(nanos);
    }
    busyBefore = Set.of();
  }
}
