package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For strategies that decide by figures: looks at regular times at what was counted, tells the
 * other members the load of this one, and asks the strategy which slots to give away.
 */
class Rebalancer {
  /** How much of an average is of the looks before. */
  private static final double OF_BEFORE = 0.7;

  /** How many looks a slot is counted before it is judged. */
  private static final int LOOKS_TO_JUDGE = 3;

  /** After how many looks without a word the load of a member is unknown. */
  private static final int LOOKS_TO_FORGET = 3;

  /** Averages that forget slowly, and how much of a full one they are. */
  private static final class Average {
    final long version;
    final Map<Long, Double> from = new HashMap<>();
    double weight;
    int looks;

    Average(long version) {
      this.version = version;
    }

    void add(long me, CallCounts.Counted counted) {
      from.replaceAll((_, calls) -> OF_BEFORE * calls);
      long others = 0;
      for (Map.Entry<Long, Long> forwarded : counted.forwarded().entrySet()) {
        from.merge(forwarded.getKey(), (1 - OF_BEFORE) * forwarded.getValue(), Double::sum);
        others += forwarded.getValue();
      }
      from.merge(me, (1 - OF_BEFORE) * Math.max(0, counted.turns() - others), Double::sum);
      weight = OF_BEFORE * weight + (1 - OF_BEFORE);
      looks++;
    }

    Figures.Calls calls() {
      Map<Long, Double> averages = new HashMap<>();
      from.forEach((member, calls) -> averages.put(member, calls / weight));
      return new Figures.Calls(
          averages.values().stream().mapToDouble(calls -> calls).sum(), averages);
    }
  }

  private record Told(double load, long atNanos) {}

  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final long me;
  private final ViewKeeper views;
  private final SlotTable table;
  private final Candidates candidates;
  private final PlacementStrategy placement;
  private final CallCounts counts;
  private final MemberLink link;
  private final Map<SlotId, Average> averages = new HashMap<>();
  private final Map<Long, Told> told = new HashMap<>();
  private Map<SlotId, Long> moves = Map.of();

  Rebalancer(
      EpochLoop loop,
      ClusterTimings timings,
      long me,
      ViewKeeper views,
      SlotTable table,
      Candidates candidates,
      PlacementStrategy placement,
      CallCounts counts,
      MemberLink link) {
    this.loop = loop;
    this.timings = timings;
    this.me = me;
    this.views = views;
    this.table = table;
    this.candidates = candidates;
    this.placement = placement;
    this.counts = counts;
    this.link = link;
  }

  /**
   * Looks from now on, if the strategy wants it.
   *
   * @param over runs after each look
   */
  void start(Runnable over) {
    if (placement.isByFigures()) {
      loop.scheduleJittered(
          timings.look(),
          () -> {
            look();
            over.run();
            start(over);
          });
    }
  }

  /** The member that an owned slot is to be given to; this one, if it is to stay. */
  long wanted(SlotId slot) {
    long wanted = moves.getOrDefault(slot, me);
    return candidates.isCandidate(slot.group(), wanted) ? wanted : me;
  }

  /** Another member has told its load. */
  void onLoad(long member, double load) {
    told.put(member, new Told(load, loop.nanoTime()));
  }

  private void look() {
    Map<SlotId, CallCounts.Counted> counted = counts.take();
    averages.keySet().removeIf(slot -> table.owned(slot) == null);
    Map<SlotId, Figures.Calls> owned = new HashMap<>();
    double load = 0;
    for (OwnedSlot slot : table.owned()) {
      SlotId id = slot.row().id();
      Average average = averages.get(id);
      if (average == null || average.version != slot.row().version()) {
        average = new Average(slot.row().version());
        averages.put(id, average);
      }
      average.add(me, counted.getOrDefault(id, CallCounts.Counted.NONE));
      Figures.Calls calls = average.calls();
      load += calls.all() + 1;
      if (average.looks >= LOOKS_TO_JUDGE && slot.isSettled()) {
        owned.put(id, calls);
      }
    }
    told.keySet().removeIf(member -> !views.isMember(member));
    tellOthers(load);
    moves = placement.moves(new Figures(me, owned, loads(load), candidates(owned.keySet())));
  }

  private void tellOthers(double load) {
    Member self = views.member(me);
    for (Member member : views.members()) {
      if (self != null
          && member.epoch() != me
          && member.profile().app().equals(self.profile().app())) {
        link.send(member.epoch(), new Frame.Load(Math.round(load)));
      }
    }
  }

  private Map<Long, Double> loads(double mine) {
    Map<Long, Double> loads = new HashMap<>(Map.of(me, mine));
    told.forEach(
        (member, its) -> {
          if (!loop.isPast(its.atNanos, LOOKS_TO_FORGET * timings.look())) {
            loads.put(member, its.load);
          }
        });
    return loads;
  }

  private Map<String, List<Member>> candidates(Set<SlotId> slots) {
    Map<String, List<Member>> byGroup = new HashMap<>();
    slots.forEach(slot -> byGroup.computeIfAbsent(slot.group(), candidates::of));
    return byGroup;
  }
}
