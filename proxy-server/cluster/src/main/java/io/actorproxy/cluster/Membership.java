package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One membership, from a join until the member leaves or is fenced. All that is known of one epoch
 * is here and in its parts, so that it ends with it.
 */
final class Membership implements LeaseKeeper.Listener, ViewKeeper.Listener, SlotTable.Listener {
  /** Why a membership ended. */
  enum End {
    /** It has left, or was fenced. */
    GONE,
    /** The store went back to an earlier state. */
    LOST_HISTORY
  }

  /** What the process wants of its membership. */
  interface Wishes {
    Member.State state();

    boolean hostUp();

    /**
     * The membership has ended, and does nothing any more.
     *
     * @param known the views that it knew
     */
    void onEnd(End end, Set<View> known);
  }

  private final EpochLoop loop;
  private final Identity me;
  private final Wishes wishes;
  private final ClusterTimings timings;
  private final MemberLink link;
  private final LocalActors actors;
  private final ViewKeeper views;
  private final SlotTable table;
  private final LeaseKeeper lease;
  private final ExpiryObserver observer;
  private final Takeovers takeovers;
  private final Handovers handovers;
  private final Mover mover;
  private final Fencer fencer;
  private boolean announcing;
  private boolean leaving;

  Membership(ClusterParts parts, EpochLoop loop, Identity me, Wishes wishes) {
    this.loop = loop;
    this.me = me;
    this.wishes = wishes;
    this.timings = parts.timings();
    this.link = parts.link();
    this.actors = parts.actors();
    this.views = parts.views(loop, me, this);
    this.table = parts.table(me, this);
    this.lease = parts.lease(loop, me, views, this);
    this.observer = parts.observer();
    this.takeovers = parts.takeovers(loop, me, views, table);
    this.handovers = parts.handovers(loop, me, views, table);
    this.mover = parts.mover(loop, me, views, table);
    this.fencer = parts.fencer(loop, me, views, table);
  }

  Identity identity() {
    return me;
  }

  void start() {
    link.onJoined(me.epoch());
    lease.start();
    views.read();
  }

  boolean mayStart(ActorId actor, SlotId slot) {
    return !leaving && table.mayStart(actor, slot) && lease.isValid();
  }

  @Nullable Slot row(SlotId slot) {
    return table.row(slot);
  }

  Frame.@Nullable Moved moved(SlotId slot) {
    Slot row = table.row(slot);
    return row == null ? null : new Frame.Moved(row, views.latest());
  }

  void whenConfirmed(Runnable task) {
    lease.whenConfirmed(task);
  }

  void onSuspicion() {
    lease.hurry();
  }

  /** Tells the store, and acts, if what the process wants has changed. */
  void onWishes() {
    if (!announcing && announcement() != null) {
      announcing = true;
      views.change(
          this::announcement,
          () -> {
            announcing = false;
            onWishes();
          });
    }
    leave();
  }

  private @Nullable Change announcement() {
    Member row = views.member(me.epoch());
    boolean isSaid =
        row == null || row.state() == wishes.state() && row.hostUp() == wishes.hostUp();
    return isSaid ? null : new Change.Announce(wishes.state(), wishes.hostUp());
  }

  /** No turn starts from here on, so that none runs when it has left. */
  private void leave() {
    if (!leaving && mayLeave()) {
      leaving = true;
      views.change(() -> mayLeave() ? new Change.Leave() : null, this::stay);
    }
  }

  /** Others have changed before it left, and need something of it. */
  private void stay() {
    leaving = false;
    table.owned().forEach(slot -> actors.opened(slot.row().id()));
  }

  /**
   * Slots that no other member can own do not keep it: the next member that joins takes them. Nor
   * do certificates that are owed: when the member is gone, none is needed.
   */
  private boolean mayLeave() {
    Member row = views.member(me.epoch());
    return row != null && !row.isUp() && mover.hasNothingToMove() && actors.isIdle();
  }

  void onTurnEnded(ActorId actor, SlotId slot) {
    handovers.onTurnEnded(actor, slot);
    leave();
  }

  void onFrame(long from, Frame frame) {
    switch (frame) {
      case Frame.Certificate certificate -> {
        views.hear(certificate.at());
        takeovers.onCertificate(from, certificate);
        mover.onSettled();
      }
      case Frame.Free free -> {
        takeovers.onFree(from, free);
        mover.onSettled();
      }
      case Frame.Settled settled -> handovers.onSettled(from, settled.slot());
      case Frame.Ask ask -> {
        views.hear(ask.at());
        handovers.onAsk(from, ask);
      }
      case Frame.Moved moved -> {
        views.hear(moved.at());
        table.learn(moved.slot(), moved.at().number());
      }
      case Frame.News news -> views.onNews(news.view());
    }
  }

  @Override
  public void onPulse(Pulse pulse, Set<View> known, long sentNanos) {
    fencer.onExpired(observer.onLeases(pulse.leases(), sentNanos, loop.nanoTime()));
    long toNext = observer.millisToNext(loop.nanoTime());
    if (toNext < timings.beat()) {
      loop.schedule(toNext, lease::hurry);
    }
    views.onPulse(pulse.view(), known);
    onWishes();
  }

  /** So that they need not wait for their next heartbeat. */
  @Override
  public void onChanged(View view) {
    for (Member member : views.members()) {
      if (member.epoch() != me.epoch()) {
        link.send(member.epoch(), new Frame.News(view));
      }
    }
  }

  @Override
  public void onMissedBeat() {
    observer.onMissedBeat();
  }

  @Override
  public void onFenced() {
    end(End.GONE);
  }

  @Override
  public void onLostHistory() {
    end(End.LOST_HISTORY);
  }

  private void end(End end) {
    loop.end();
    link.onEnded();
    wishes.onEnd(end, views.known());
  }

  /** Slots first: of a slot that is new here, the owner before may be gone already. */
  @Override
  public void onChanges(Changes changes) {
    if (!views.isMember(me.epoch())) {
      end(End.GONE);
      return;
    }
    link.onMembers(changes.members());
    changes.slots().forEach(slot -> table.learn(slot, changes.view().number()));
    takeovers.onMembers();
    mover.onChanges();
    onWishes();
  }

  @Override
  public void onGained(OwnedSlot slot) {
    handovers.onGained(slot.row().id());
    takeovers.onGained(slot);
  }

  @Override
  public void onSettled(OwnedSlot slot) {
    takeovers.onSettled(slot);
  }

  @Override
  public void onOtherOwner(Slot row) {
    handovers.onOtherOwner(row);
  }
}
