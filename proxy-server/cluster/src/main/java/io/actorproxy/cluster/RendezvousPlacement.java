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
 * Gives a slot to the member with the highest hash of member and slot (Thaler and Ravishankar,
 * "Using name-based mappings to increase hit rates"). So each member has about as many slots as the
 * others, and a member that joins or leaves moves no others than its own.
 */
final class RendezvousPlacement implements PlacementStrategy {
  private final ToLongFunction<Member> key;

  private RendezvousPlacement(ToLongFunction<Member> key) {
    this.key = key;
  }

  /** What a member gets follows from its epoch. */
  static RendezvousPlacement byEpoch() {
    return new RendezvousPlacement(Member::epoch);
  }

  /** What a member gets is drawn at random when it joins: its nonce is the draw. */
  static RendezvousPlacement byNonce() {
    return new RendezvousPlacement(Member::nonce);
  }

  @Override
  public ToLongFunction<SlotId> place(Collection<Slot> slots, List<Member> candidates) {
    return slot -> choose(slot, candidates);
  }

  private long choose(SlotId slot, List<Member> candidates) {
    long chosen = Slot.NO_MEMBER;
    long highest = Long.MIN_VALUE;
    for (Member member : candidates) {
      long weight = weight(hash(slot), key.applyAsLong(member));
      if (chosen == Slot.NO_MEMBER || weight > highest) {
        chosen = member.epoch();
        highest = weight;
      }
    }
    return chosen;
  }

  /** Leaves each slot where it is, as far as its owner is a candidate; else as the hash says. */
  static ToLongFunction<SlotId> whereItIs(Collection<Slot> slots, List<Member> candidates) {
    Map<SlotId, Long> owners = new HashMap<>();
    for (Slot slot : slots) {
      if (candidates.stream().anyMatch(member -> member.epoch() == slot.owner())) {
        owners.put(slot.id(), slot.owner());
      }
    }
    ToLongFunction<SlotId> others = byEpoch().place(slots, candidates);
    return slot -> {
      Long owner = owners.get(slot);
      return owner == null ? others.applyAsLong(slot) : owner;
    };
  }

  /** The place of a member in the order of candidates for something with a hash, from 0. */
  static int rank(long hash, long epoch, Iterable<Member> members) {
    long mine = weight(hash, epoch);
    int rank = 0;
    for (Member member : members) {
      if (member.isUp() && weight(hash, member.epoch()) > mine) {
        rank++;
      }
    }
    return rank;
  }

  /** The same in every process: {@link String#hashCode} is specified, that of a record is not. */
  private static long hash(SlotId slot) {
    return 31L * slot.group().hashCode() + slot.number();
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood). */
  private static long weight(long hash, long key) {
    long z = key * 0x9E3779B97F4A7C15L + hash * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
