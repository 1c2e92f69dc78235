package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Gives all members the same number of slots of a group; where the number does not divide, some
 * have one more. Each keeps what it has up to its share. What is left over is dealt one by one to
 * members with less.
 *
 * <p>The members with the most slots may have one more. So each move brings the numbers nearer to
 * the shares, whichever member makes it, and none is taken back.
 */
final class RoundRobinPlacement implements PlacementStrategy {
  @Override
  public ToLongFunction<SlotId> place(Collection<Slot> slots, List<Member> candidates) {
    Map<Long, List<SlotId>> byOwner = new TreeMap<>();
    candidates.forEach(member -> byOwner.put(member.epoch(), new ArrayList<>()));
    List<SlotId> left = new ArrayList<>();
    for (Slot slot : slots) {
      byOwner.getOrDefault(slot.owner(), left).add(slot.id());
    }
    Map<Long, Integer> shares = shares(byOwner, slots.size());
    Map<SlotId, Long> owners = new HashMap<>();
    ArrayDeque<Long> takers = new ArrayDeque<>();
    byOwner.forEach(
        (epoch, owned) -> {
          int kept = Math.min(owned.size(), shares.getOrDefault(epoch, 0));
          owned.subList(0, kept).forEach(slot -> owners.put(slot, epoch));
          left.addAll(owned.subList(kept, owned.size()));
          takers.add(epoch);
        });
    left.sort(Comparator.naturalOrder());
    Map<Long, Integer> counts = new HashMap<>();
    owners.values().forEach(epoch -> counts.merge(epoch, 1, Integer::sum));
    for (SlotId slot : left) {
      long taker = takers.remove();
      while (counts.getOrDefault(taker, 0) >= shares.getOrDefault(taker, 0)) {
        taker = takers.remove();
      }
      counts.merge(taker, 1, Integer::sum);
      owners.put(slot, taker);
      takers.add(taker);
    }
    return slot -> owners.getOrDefault(slot, Slot.NO_MEMBER);
  }

  private static Map<Long, Integer> shares(Map<Long, List<SlotId>> byOwner, int slots) {
    List<Long> most =
        byOwner.entrySet().stream()
            .sorted(Comparator.comparingInt(owner -> -owner.getValue().size()))
            .map(Map.Entry::getKey)
            .toList();
    Map<Long, Integer> shares = new HashMap<>();
    for (int i = 0; i < most.size(); i++) {
      shares.put(most.get(i), slots / most.size() + (i < slots % most.size() ? 1 : 0));
    }
    return shares;
  }
}
