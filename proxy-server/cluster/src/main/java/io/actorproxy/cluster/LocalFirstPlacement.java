package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Brings a slot to the member that most of its calls come from. A slot whose calls come from
 * everywhere, or that has hardly any, is where its hash says.
 *
 * <p>A member has to send two calls of three to get a slot, and keeps it with one of two.
 */
final class LocalFirstPlacement implements PlacementStrategy {
  private static final double FEWEST_CALLS = 8;
  private static final double TO_GET = 2.0 / 3;
  private static final double TO_KEEP = 1.0 / 2;

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
    Map<SlotId, Long> moves = new HashMap<>();
    figures
        .owned()
        .forEach(
            (slot, calls) -> {
              long owner = wanted(figures, slot, calls);
              if (owner != figures.me()) {
                moves.put(slot, owner);
              }
            });
    return moves;
  }

  private static long wanted(Figures figures, SlotId slot, Figures.Calls calls) {
    List<Member> candidates = figures.candidates().getOrDefault(slot.group(), List.of());
    if (candidates.isEmpty()) {
      return figures.me();
    }
    if (calls.all() >= FEWEST_CALLS) {
      for (Member member : candidates) {
        if (calls.from(member.epoch()) >= TO_GET * calls.all()) {
          return member.epoch();
        }
      }
      if (calls.from(figures.me()) >= TO_KEEP * calls.all()) {
        return figures.me();
      }
    }
    return RendezvousPlacement.byEpoch().place(List.of(), candidates).applyAsLong(slot);
  }
}
