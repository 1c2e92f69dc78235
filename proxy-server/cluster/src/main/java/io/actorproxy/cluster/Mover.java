package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives away slots that another member is to own, some at a time, and takes slots that no member
 * owns. Turns start as before until this member learns that the slot is another's: the next owner
 * starts none before it has the certificate, which is made after that.
 */
class Mover {
  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final long me;
  private final ViewKeeper views;
  private final SlotTable table;
  private final Candidates candidates;
  private final Rebalancer rebalancer;

  private List<SlotVersion> batch = List.of();
  private boolean moving;
  private boolean adopting;
  private boolean planned;
  private long newestMember;
  private long joinNanos;
  private long joinsSinceNanos;

  /** How many slots the last change might move since a member has joined; 0 before the first. */
  private int step;

  private long stepNanos;

  Mover(
      EpochLoop loop,
      ClusterTimings timings,
      long me,
      ViewKeeper views,
      SlotTable table,
      Candidates candidates,
      Rebalancer rebalancer) {
    this.loop = loop;
    this.timings = timings;
    this.me = me;
    this.views = views;
    this.table = table;
    this.candidates = candidates;
    this.rebalancer = rebalancer;
  }

  void start() {
    rebalancer.start(this::plan);
  }

  /** The member owns a slot, in a new version. */
  void onGained(OwnedSlot slot) {
    slot.gainedNanos = loop.nanoTime();
    slot.gainedAmong = epochs(slot);
  }

  /** Another member has told its load. */
  void onLoad(long member, double load) {
    rebalancer.onLoad(member, load);
  }

  /** Members or slots have changed. */
  void onChanges() {
    candidates.onChanges();
    long newest = views.members().stream().mapToLong(Member::epoch).max().orElse(0);
    if (newest > newestMember) {
      newestMember = newest;
      if (loop.isPast(joinNanos, timings.joinQuiet())) {
        joinsSinceNanos = loop.nanoTime();
      }
      joinNanos = loop.nanoTime();
      step = 0;
    }
    plan();
  }

  /** Whether no slot of this member can be another's, nor is about to be. */
  boolean hasNothingToMove() {
    return !moving
        && table.owned().stream()
            .allMatch(slot -> candidates.choose(slot.row().id()) == Slot.NO_MEMBER);
  }

  /**
   * How many slots this member is to get, or to have confirmed, that healthy members have had until
   * now. Those of a member that leaves do not count: they move because of that member.
   */
  int slotsToCome() {
    int toCome = 0;
    for (Slot row : table.rows()) {
      if (row.owner() != me
          && candidates.choose(row.id()) == me
          && candidates.isCandidate(row.id().group(), row.owner())) {
        toCome++;
      }
    }
    for (OwnedSlot slot : table.owned()) {
      if (!slot.isCertified()) {
        toCome++;
      }
    }
    return toCome;
  }

  /** A slot may move on. */
  void onSettled() {
    plan();
  }

  private void plan() {
    adopt();
    if (moving) {
      return;
    }
    if (table.owned().stream().noneMatch(this::isToMove)) {
      if (table.owned().stream().anyMatch(slot -> slot.isSettled() && isElsewhere(wanted(slot)))) {
        planLater(timings.look());
      }
      return;
    }
    if (waitsForJoins()) {
      planLater(timings.beat());
      return;
    }
    if (waitsForStep()) {
      planLater(timings.joinStep());
      return;
    }
    moving = true;
    views.change(
        this::move,
        () -> {
          moving = false;
          if (isMoved()) {
            step = nextStep();
            stepNanos = loop.nanoTime();
            plan();
          } else {
            planLater(timings.retry());
          }
        });
  }

  /** Whether one of the last slots that were to move did. */
  private boolean isMoved() {
    for (SlotVersion slot : batch) {
      OwnedSlot owned = table.owned(slot.id());
      if (owned == null || owned.row().version() != slot.version()) {
        return true;
      }
    }
    return false;
  }

  private void planLater(long millis) {
    if (!planned) {
      planned = true;
      loop.schedule(
          millis,
          () -> {
            planned = false;
            plan();
          });
    }
  }

  /**
   * While members join one after the other, slots would move several times. A member that leaves,
   * or whose host does not answer, does not wait.
   */
  private boolean waitsForJoins() {
    return isHealthy()
        && !loop.isPast(joinNanos, timings.joinQuiet())
        && !loop.isPast(joinsSinceNanos, timings.joinLongest());
  }

  /**
   * A process that has just started takes its time for its first calls. If it got all its slots at
   * once, all their actors would wait for that.
   */
  private boolean waitsForStep() {
    return isHealthy()
        && step > 0
        && step < timings.atOnce()
        && !loop.isPast(stepNanos, timings.joinStep());
  }

  private int nextStep() {
    return Math.clamp(2L * step, 1, timings.atOnce());
  }

  private boolean isHealthy() {
    Member self = views.member(me);
    return self != null && self.isUp() && self.hostUp();
  }

  private boolean isToMove(OwnedSlot slot) {
    return slot.isSettled() && isElsewhere(wanted(slot)) && hasRested(slot);
  }

  private boolean isElsewhere(long wanted) {
    return wanted != me && wanted != Slot.NO_MEMBER;
  }

  /** What this member has counted decides between it and others, if it may own the slot. */
  private long wanted(OwnedSlot slot) {
    long wanted = candidates.choose(slot.row().id());
    return wanted == me ? rebalancer.wanted(slot.row().id()) : wanted;
  }

  /**
   * While the members stay the same a slot rests before it moves on: figures change, and members
   * may disagree, as when they are started with different strategies. One that this member may not
   * own any more does not rest.
   */
  boolean hasRested(OwnedSlot slot) {
    List<Long> among = epochs(slot);
    return !among.contains(me)
        || !among.equals(slot.gainedAmong)
        || loop.isPast(slot.gainedNanos, timings.rest());
  }

  private List<Long> epochs(OwnedSlot slot) {
    return candidates.of(slot.row().id().group()).stream().map(Member::epoch).toList();
  }

  private @Nullable Change move() {
    List<OwnedSlot> slots =
        table.owned().stream()
            .filter(this::isToMove)
            .limit(isHealthy() ? nextStep() : timings.atOnce())
            .toList();
    List<Long> owners = slots.stream().map(this::wanted).toList();
    batch = slots.stream().map(OwnedSlot::version).toList();
    return batch.isEmpty() ? null : new Change.Move(batch, owners);
  }

  /** Each member takes those that it is to own itself, so that no two try the same. */
  private void adopt() {
    if (!adopting && adoption() != null) {
      adopting = true;
      views.change(
          this::adoption,
          () -> {
            adopting = false;
            planLater(timings.retry());
          });
    }
  }

  private @Nullable Change adoption() {
    Change.Adopt adopt = new Change.Adopt(new TreeMap<>());
    for (Slot slot : table.rows()) {
      if (slot.owner() == Slot.NO_MEMBER && candidates.heir(slot.id()) == me) {
        adopt.owners().put(slot.id(), me);
      }
    }
    return adopt.owners().isEmpty() ? null : adopt;
  }
}
