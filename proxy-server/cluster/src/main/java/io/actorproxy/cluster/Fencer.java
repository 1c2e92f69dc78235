package io.actorproxy.cluster;

import io.actorproxy.cluster.ExpiryObserver.Expired;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fences members whose lease is over: removes them and gives their slots to others. Any member may;
 * the store lets one. They try one after the other, in an order that differs for each dead member.
 */
class Fencer {
  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final long me;
  private final ViewKeeper views;
  private final SlotTable table;
  private final Candidates candidates;
  private final Set<Expired> underWay = new HashSet<>();

  Fencer(
      EpochLoop loop,
      ClusterTimings timings,
      long me,
      ViewKeeper views,
      SlotTable table,
      Candidates candidates) {
    this.loop = loop;
    this.timings = timings;
    this.me = me;
    this.views = views;
    this.table = table;
    this.candidates = candidates;
  }

  /** The latest heartbeat has found these expired, and no other. */
  void onExpired(List<Expired> expired) {
    for (Expired dead : expired) {
      if (dead.epoch() != me && underWay.add(dead)) {
        long rank = RendezvousPlacement.rank(dead.epoch(), me, views.members());
        loop.schedule(rank * timings.fenceDelay(), () -> fence(dead));
      }
    }
  }

  private void fence(Expired dead) {
    var tried = new View[] {View.NONE};
    views.change(
        () -> {
          // Refused though the view is the same: its lease has changed.
          boolean isRefused = tried[0].equals(views.view());
          tried[0] = views.view();
          return isRefused ? null : change(dead);
        },
        () -> underWay.remove(dead));
  }

  @Nullable Change change(Expired dead) {
    if (!views.isMember(dead.epoch())) {
      return null;
    }
    Map<SlotId, Long> owners = new TreeMap<>();
    for (Slot slot : table.rows()) {
      if (slot.owner() == dead.epoch()) {
        owners.put(slot.id(), candidates.heirWithout(slot.id(), dead.epoch()));
      }
    }
    return new Change.Fence(dead.epoch(), dead.lease(), owners);
  }
}
