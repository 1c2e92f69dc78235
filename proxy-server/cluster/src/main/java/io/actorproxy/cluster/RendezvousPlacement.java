package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.List;

/**
 * Gives a slot to the member with the highest hash of member and slot (Thaler and Ravishankar,
 * "Using name-based mappings to increase hit rates"). So each member has about as many slots as the
 * others, and a member that joins or leaves moves no others than its own.
 */
public final class RendezvousPlacement implements Placement {
  @Override
  public long choose(SlotId slot, List<Member> candidates) {
    long chosen = Slot.NO_MEMBER;
    long highest = Long.MIN_VALUE;
    for (Member member : candidates) {
      long weight = weight(hash(slot), member.epoch());
      if (chosen == Slot.NO_MEMBER || weight > highest) {
        chosen = member.epoch();
        highest = weight;
      }
    }
    return chosen;
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
  private static long weight(long hash, long epoch) {
    long z = epoch * 0x9E3779B97F4A7C15L + hash * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
