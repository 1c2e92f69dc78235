package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The time for which a membership of this process owns a slot, in one version of the slot. */
final class MemberTenure implements Tenure {
  private final Cluster cluster;
  private final SlotId slot;
  private final Permit permit;
  private volatile boolean isOver;

  private MemberTenure(Cluster cluster, SlotId slot, Permit permit) {
    this.cluster = cluster;
    this.slot = slot;
    this.permit = permit;
  }

  /** The one that begins now; null if the slot is not this process's, as far as it knows. */
  static @Nullable MemberTenure ofPresent(Cluster cluster, SlotId slot) {
    Identity me = cluster.identity();
    Slot row = cluster.slot(slot);
    return me == null || row == null || row.owner() != me.epoch()
        ? null
        : new MemberTenure(cluster, slot, new Permit(me, row.version()));
  }

  /** Whether it has not ended, and is the one that begins now, as far as this process knows. */
  boolean isPresent() {
    Slot row = cluster.slot(slot);
    return !isOver
        && row != null
        && row.owner() == permit.member().epoch()
        && row.version() == permit.actorEpoch()
        && permit.member().equals(cluster.identity());
  }

  SlotId slot() {
    return slot;
  }

  /** Whether it is the same as another one, or began after it. */
  boolean isSinceOrAfter(MemberTenure other) {
    long epoch = permit.member().epoch();
    long theirs = other.permit.member().epoch();
    return epoch == theirs ? permit.actorEpoch() >= other.permit.actorEpoch() : epoch > theirs;
  }

  /** Ends it if the slot is another's by now, or this process's in a later version. */
  boolean endIfPast() {
    MemberTenure present = ofPresent(cluster, slot);
    if (present == null || !present.permit.equals(permit)) {
      isOver = true;
    }
    return isOver;
  }

  void end() {
    isOver = true;
  }

  @Override
  public boolean isOver() {
    return isOver;
  }

  /** Where it may not, the reason may be that it has ended unnoticed. */
  @Override
  public boolean mayStart(ActorId actor) {
    boolean may = !isOver && permit.equals(cluster.permit(actor, slot));
    if (!may) {
      endIfPast();
    }
    return may;
  }

  @Override
  public void onStarted() {
    cluster.onTurnBegun(slot);
  }

  @Override
  public boolean isConfirmed() {
    return cluster.isConfirmed(permit.member());
  }

  @Override
  public @Nullable Snapshot takeState(ActorId actor) {
    return cluster.takeState(permit, actor, slot);
  }

  @Override
  public Identity member() {
    return permit.member();
  }

  @Override
  public long actorEpoch() {
    return permit.actorEpoch();
  }

  /** Always something: there are other owners. */
  @Override
  public OptionalLong attendedUntil() {
    return OptionalLong.of(cluster.attendedUntil(slot).orElse(Long.MAX_VALUE));
  }

  @Override
  public OptionalLong takenOverNanos() {
    return cluster.takenOverNanos(slot);
  }

  @Override
  public void onEnded(ActorId actor) {
    cluster.onLoop(() -> cluster.onTurnEnded(actor, slot));
  }

  @Override
  public void onExpelled() {
    cluster.onLoop(cluster::onSuspicion);
  }
}
