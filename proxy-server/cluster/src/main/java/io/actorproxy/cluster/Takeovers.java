package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The side of a slot's next owner: it starts no turn of an actor until the owner before has
 * certified that none of it runs there, or is no member any more. Of which actors turns still run
 * the certificate says; those wait for the word that their turn has ended.
 */
class Takeovers {
  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final ClusterLimits limits;
  private final long me;
  private final ViewKeeper views;
  private final SlotTable table;
  private final MemberLink link;
  private final LocalActors actors;
  private boolean asking;

  Takeovers(
      EpochLoop loop,
      ClusterTimings timings,
      ClusterLimits limits,
      long me,
      ViewKeeper views,
      SlotTable table,
      MemberLink link,
      LocalActors actors) {
    this.loop = loop;
    this.timings = timings;
    this.limits = limits;
    this.me = me;
    this.views = views;
    this.table = table;
    this.link = link;
    this.actors = actors;
  }

  /** The member owns a slot, in a new version. */
  void onGained(OwnedSlot slot) {
    if (needsCertificate(slot)) {
      slot.askPause = timings.ask();
      slot.askNanos = loop.nanoTime() + TimeUnit.MILLISECONDS.toNanos(slot.askPause);
      ask();
    } else {
      settle(slot);
    }
  }

  /** The owner before has settled the slot in the store. */
  void onSettled(OwnedSlot slot) {
    if (!slot.isSettled()) {
      settle(slot);
    }
  }

  /** Members have changed: of those that are gone no turn counts any more. */
  void onMembers() {
    for (OwnedSlot slot : List.copyOf(table.owned())) {
      if (!slot.isSettled() && !needsCertificate(slot)) {
        settle(slot);
      }
    }
  }

  /** Members of an older view than that of the row say nothing of who has left since. */
  boolean needsCertificate(OwnedSlot slot) {
    long previous = slot.row().previous();
    return previous != Slot.NO_MEMBER
        && previous != me
        && (slot.since() > views.view().number() || views.isMember(previous));
  }

  void onCertificate(long from, Frame.Certificate certificate) {
    Slot row = certificate.slot();
    if (row.owner() == me && row.previous() == from) {
      table.learn(row, certificate.at().number());
      OwnedSlot slot = table.owned(row.id());
      if (slot != null && slot.row().version() == row.version()) {
        certify(slot, certificate);
        actors.opened(row.id());
        tellIfSettled(slot);
      }
    }
  }

  private void certify(OwnedSlot slot, Frame.Certificate certificate) {
    Map<ActorId, Snapshot> states = certificate.states();
    if (!states.isEmpty() && areCurrent(slot) && isRoomFor(states)) {
      slot.hold(states);
      loop.schedule(timings.holdStates(), slot::forgetStates);
    }
    if (!slot.isCertified() && certificate.takenOverMillis().isPresent()) {
      slot.takenOver(
          loop.nanoTime()
              - TimeUnit.MILLISECONDS.toNanos(certificate.takenOverMillis().getAsLong()));
    }
    slot.certify(certificate.busy());
  }

  /** States count only with the first certificate: after it, turns may have changed them. */
  boolean areCurrent(OwnedSlot slot) {
    return !slot.isCertified();
  }

  private boolean isRoomFor(Map<ActorId, Snapshot> states) {
    long held = table.owned().stream().mapToLong(OwnedSlot::heldBytes).sum();
    return held + OwnedSlot.bytesOf(states) <= limits.statesHeld();
  }

  void onFree(long from, Frame.Free free) {
    OwnedSlot slot = table.owned(free.slot().id());
    if (slot != null && isOf(slot, from, free.slot())) {
      slot.free(free.actors());
      actors.opened(free.slot().id());
      tellIfSettled(slot);
    }
  }

  private static boolean isOf(OwnedSlot slot, long from, SlotVersion version) {
    return slot.row().previous() == from && slot.version().equals(version);
  }

  /** Adds the slots of which something is missing. */
  void addOpen(List<ClusterStatus.OpenSlot> open) {
    for (OwnedSlot slot : table.owned()) {
      if (!slot.isSettled()) {
        open.add(
            new ClusterStatus.OpenSlot(
                slot.row().id(),
                slot.isCertified()
                    ? ClusterStatus.Reason.WAITS_FOR_ACTORS
                    : ClusterStatus.Reason.WAITS_FOR_CERTIFICATE,
                slot.row().previous(),
                TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - slot.gainedNanos)));
      }
    }
  }

  private void settle(OwnedSlot slot) {
    slot.settle(loop.nanoTime(), !views.isMember(slot.row().previous()));
    actors.opened(slot.row().id());
  }

  private void tellIfSettled(OwnedSlot slot) {
    if (slot.isSettled()) {
      link.send(slot.row().previous(), new Frame.Settled(slot.version()));
    }
  }

  /** Asks again and again for what is missing: a frame may be lost, and with it the slot. */
  private void ask() {
    if (!asking) {
      asking = true;
      loop.schedule(timings.ask(), this::askWhatIsMissing);
    }
  }

  private void askWhatIsMissing() {
    asking = false;
    Map<Long, List<SlotVersion>> missing = new TreeMap<>();
    for (OwnedSlot slot : table.owned()) {
      if (!slot.isSettled()) {
        ask();
        if (loop.isPast(slot.askNanos, 0)) {
          missing
              .computeIfAbsent(slot.row().previous(), _ -> new ArrayList<>())
              .add(slot.version());
          slot.askPause = Math.min(timings.askLeast(), slot.askPause * 2);
          slot.askNanos = loop.nanoTime() + TimeUnit.MILLISECONDS.toNanos(slot.askPause);
        }
      }
    }
    missing.forEach((member, slots) -> link.send(member, new Frame.Ask(slots, views.latest())));
  }
}
