package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Evens out how many calls members take: one that has clearly more than the average for some time
 * gives slots to those that have less. A slot counts as one call beside its own, so that members
 * without calls have equal numbers of slots.
 *
 * <p>Several members may give to the same one at once. Each gives it only its own part of what is
 * missing there, and then waits until the loads that members tell include what has moved. So
 * together they do not give more than is missing.
 */
final class LeastLoadedPlacement implements PlacementStrategy {
  private static final double CLEARLY = 1.2;
  private static final int LOOKS_BEFORE = 2;
  private static final int LOOKS_AFTER = 4;

  /** For how many looks the load has been high; below zero while it waits. */
  private int highFor;

  @Override
  public ToLongFunction<SlotId> place(Collection<Slot> slots, List<Member> candidates) {
    return RendezvousPlacement.whereItIs(slots, candidates);
  }

  @Override
  public boolean isByFigures() {
    return true;
  }

  @Override
  public Map<SlotId, Long> moves(Figures figures) {
    double mine = figures.load().getOrDefault(figures.me(), 0.0);
    double average = figures.load().values().stream().mapToDouble(d -> d).average().orElse(mine);
    if (mine <= CLEARLY * average) {
      highFor = Math.min(0, highFor + 1);
      return Map.of();
    }
    if (++highFor < LOOKS_BEFORE) {
      return Map.of();
    }
    Map<SlotId, Long> moves = moves(figures, mine - average, average);
    highFor = moves.isEmpty() ? highFor : -LOOKS_AFTER;
    return moves;
  }

  /** The slots with the most calls first, so that few move. */
  private static Map<SlotId, Long> moves(Figures figures, double surplus, double average) {
    double allSurplus =
        figures.load().values().stream().mapToDouble(load -> Math.max(0, load - average)).sum();
    Map<Long, Double> room = new TreeMap<>();
    figures
        .load()
        .forEach(
            (member, load) -> {
              if (load < average) {
                room.put(member, (average - load) * surplus / allSurplus);
              }
            });
    List<Map.Entry<SlotId, Figures.Calls>> byCalls =
        figures.owned().entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<SlotId, Figures.Calls>>comparingDouble(
                        slot -> -slot.getValue().all())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Map<SlotId, Long> moves = new HashMap<>();
    for (Map.Entry<SlotId, Figures.Calls> slot : byCalls) {
      double weight = slot.getValue().all() + 1;
      Long taker = widest(room, figures.candidates().get(slot.getKey().group()));
      if (taker != null && room.getOrDefault(taker, 0.0) >= weight) {
        room.merge(taker, -weight, Double::sum);
        moves.put(slot.getKey(), taker);
      }
    }
    return moves;
  }

  private static @Nullable Long widest(Map<Long, Double> room, @Nullable List<Member> candidates) {
    Long widest = null;
    double most = 0;
    for (Member member : candidates == null ? List.<Member>of() : candidates) {
      double its = room.getOrDefault(member.epoch(), 0.0);
      if (its > most) {
        widest = member.epoch();
        most = its;
      }
    }
    return widest;
  }
}
