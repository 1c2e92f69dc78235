package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The side of a slot's previous owner: it certifies to the next one which actors still run here,
 * says when their turns have ended, and answers when it is asked again.
 *
 * <p>It owes this to each next owner that the store names, until that one says that it has all;
 * also to one that got the slot from a member that was fenced between. If the next owner cannot be
 * reached, the store is told once nothing runs here any more.
 */
class Handovers {
  private static final class Handover {
    private final Slot row;
    private final @Nullable OwnedSlot mine;
    private final Set<ActorId> busy = new HashSet<>();

    /** Until they are sent: turns of the next owner change them. */
    private Map<ActorId, Snapshot> states = new HashMap<>();

    private final long beginNanos;
    private int unanswered;
    private long idleNanos;

    /**
     * @param mine the slot as it was owned here; null if another member owned it between, which was
     *     fenced: then nothing that is known here of states may be handed over
     */
    Handover(Slot row, int partitions, @Nullable OwnedSlot mine, long beginNanos) {
      this.beginNanos = beginNanos;
      this.row = row;
      this.mine = mine;
      this.unanswered = partitions;
    }

    boolean isListed() {
      return unanswered == 0;
    }

    boolean isIdle() {
      return isListed() && busy.isEmpty();
    }

    /** They are sent once: what is asked for again may be of use without them. */
    Map<ActorId, Snapshot> takeStates() {
      Map<ActorId, Snapshot> taken = states;
      states = Map.of();
      return taken;
    }

    /** As certificates say it. */
    OptionalLong takenOverMillis(long nanos) {
      OptionalLong since = mine == null ? OptionalLong.of(beginNanos) : mine.takenOverNanos();
      return since.isEmpty()
          ? since
          : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(nanos - since.getAsLong()));
    }

    SlotVersion version() {
      return new SlotVersion(row.id(), row.version());
    }
  }

  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final ClusterLimits limits;
  private final long me;
  private final ViewKeeper views;
  private final SlotTable table;
  private final MemberLink link;
  private final LocalActors actors;
  private final Map<SlotId, Handover> handovers = new TreeMap<>();
  private Map<SlotId, Handover> toList = new TreeMap<>();
  private boolean settling;
  private boolean watching;

  Handovers(
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

  /**
   * The member owns the slot again: its turns are its own. The slot may have been another's
   * between, though this member has never known it.
   */
  void onGained(SlotId slot) {
    handovers.remove(slot);
    actors.closed(slot);
  }

  /** Another member owns a slot. */
  void onOtherOwner(Slot row, @Nullable OwnedSlot mine) {
    if (row.previous() == me) {
      begin(row, mine);
    } else {
      handovers.remove(row.id());
      actors.closed(row.id());
    }
  }

  /** One list is made for all slots that are given away at once. */
  private void begin(Slot row, @Nullable OwnedSlot mine) {
    Handover handover = new Handover(row, actors.partitions(), mine, loop.nanoTime());
    handovers.put(row.id(), handover);
    if (toList.isEmpty()) {
      loop.schedule(0, this::list);
    }
    toList.put(row.id(), handover);
  }

  /** The lists are made after the slots were given away, so that they name every turn that runs. */
  private void list() {
    Map<SlotId, Handover> listed = toList;
    toList = new TreeMap<>();
    for (int partition = 0; partition < actors.partitions(); partition++) {
      actors.giveAway(
          partition,
          Set.copyOf(listed.keySet()),
          limits.statesOfSlot() / actors.partitions(),
          loop.whileItLasts(found -> add(listed, found)));
    }
  }

  /**
   * Takes the list of one partition. A turn may end there before the last partition has answered;
   * it is on no list any more then.
   */
  private void add(Map<SlotId, Handover> listed, Map<SlotId, Activations> found) {
    for (Handover handover : listed.values()) {
      Activations of = found.getOrDefault(handover.row.id(), Activations.NONE);
      handover.busy.addAll(of.busy());
      if (handover.mine != null) {
        handover.states.putAll(of.idle());
      }
      handover.unanswered--;
      if (handover.isListed() && isUnderWay(handover)) {
        certify(handover);
        actors.closed(handover.row.id());
        settleLater(handover);
      }
    }
  }

  /** What is sent stays as it is, while the list shrinks. */
  void certify(Handover handover) {
    if (handover.isListed() && handover.row.owner() != Slot.NO_MEMBER) {
      link.send(
          handover.row.owner(),
          new Frame.Certificate(
              handover.row,
              views.latest(),
              Set.copyOf(handover.busy),
              handover.takeStates(),
              handover.takenOverMillis(loop.nanoTime())));
    }
  }

  /** The turn of an actor has ended, and its save. */
  void onTurnEnded(ActorId actor, SlotId slot) {
    Handover handover = handovers.get(slot);
    if (handover != null && handover.busy.remove(actor) && handover.isListed()) {
      free(handover, actor);
      settleLater(handover);
    }
  }

  private void free(Handover handover, ActorId actor) {
    if (handover.row.owner() != Slot.NO_MEMBER) {
      link.send(handover.row.owner(), new Frame.Free(handover.version(), Set.of(actor)));
    }
  }

  /** The next owner is in the store, or it would not ask: it may know a later row than this one. */
  void onAsk(long from, Frame.Ask ask) {
    for (SlotVersion asked : ask.slots()) {
      table.learn(new Slot(asked.id(), from, me, asked.version()), ask.at().number());
      Slot row = requireNonNull(table.row(asked.id()), "what was learned is known");
      Handover handover = handovers.get(asked.id());
      if (row.version() > asked.version() || row.previous() != me) {
        link.send(from, new Frame.Moved(row, views.latest()));
      } else if (handover == null) {
        begin(row, null);
      } else {
        certify(handover);
      }
    }
  }

  void onSettled(long from, SlotVersion settled) {
    Handover handover = handovers.get(settled.id());
    if (handover != null
        && handover.row.owner() == from
        && handover.row.version() == settled.version()) {
      handovers.remove(settled.id());
    }
  }

  /** Adds the slots that the next owner does not have yet. */
  void addOpen(List<ClusterStatus.OpenSlot> open) {
    for (Handover handover : handovers.values()) {
      if (handover.row.owner() != Slot.NO_MEMBER) {
        open.add(
            new ClusterStatus.OpenSlot(
                handover.row.id(),
                ClusterStatus.Reason.GIVEN_AWAY,
                handover.row.owner(),
                TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - handover.beginNanos)));
      }
    }
  }

  private void settleLater(Handover handover) {
    if (handover.isIdle()) {
      handover.idleNanos = loop.nanoTime();
      watch();
    }
  }

  private void watch() {
    if (!watching) {
      watching = true;
      loop.schedule(
          timings.settle(),
          () -> {
            watching = false;
            settle();
            if (handovers.values().stream().anyMatch(Handover::isIdle)) {
              watch();
            }
          });
    }
  }

  private boolean isUnderWay(Handover handover) {
    return handovers.get(handover.row.id()) == handover;
  }

  private void settle() {
    if (!settling && !overdue().isEmpty()) {
      settling = true;
      var settled = new ArrayList<Handover>();
      views.change(
          () -> {
            settled.clear();
            settled.addAll(overdue());
            return settled.isEmpty()
                ? null
                : new Change.Settle(settled.stream().map(Handover::version).toList());
          },
          () -> {
            settling = false;
            settled.forEach(handover -> handovers.remove(handover.row.id(), handover));
            settle();
          });
    }
  }

  /** Nothing of these runs here, and the next owner has not said that it knows. */
  private List<Handover> overdue() {
    return handovers.values().stream()
        .filter(Handover::isIdle)
        .filter(handover -> loop.isPast(handover.idleNanos, timings.settle()))
        .toList();
  }
}
