package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.List;
import java.util.Map;

/**
 * What this process knows of its cluster at one moment, for operators.
 *
 * @param epoch of its membership; 0 while it is no member
 * @param leaseMillis for how long it may start turns; at most 0 if it may not
 * @param view the number of the latest view that it has read
 * @param members all members
 * @param open the slots without an owner, and those of this member that are being handed over
 */
public record ClusterStatus(
    long epoch, long leaseMillis, long view, List<Seen> members, List<OpenSlot> open) {
  /** That of a process that is no member. */
  static final ClusterStatus NONE = new ClusterStatus(0, 0, 0, List.of(), List.of());

  /**
   * A member.
   *
   * @param silentMillis for how long its lease has been seen unchanged
   * @param slots how many it owns of each group
   */
  public record Seen(Member member, long silentMillis, Map<String, Integer> slots) {}

  /** Why a slot is not in use as a whole. */
  public enum Reason {
    /** No member owns it. */
    NO_OWNER,
    /** This member owns it, and the owner before has not said which actors are busy there. */
    WAITS_FOR_CERTIFICATE,
    /** This member owns it, and actors are busy at the owner before. */
    WAITS_FOR_ACTORS,
    /** This member has given it away, and the next owner does not have all of it yet. */
    GIVEN_AWAY
  }

  /**
   * A slot that is not in use as a whole.
   *
   * @param with the epoch of the other member that is needed; 0 if there is none
   * @param millis how long this member has waited; 0 if it does not wait
   */
  public record OpenSlot(SlotId slot, Reason reason, long with, long millis) {}

  /** How many slots this member owns. */
  public int owned() {
    return members.stream()
        .filter(seen -> seen.member().epoch() == epoch)
        .flatMap(seen -> seen.slots().values().stream())
        .mapToInt(Integer::intValue)
        .sum();
  }

  /** How many slots have waited for their certificate for longer than that. */
  public long certificatesMissing(long millis) {
    return open.stream()
        .filter(slot -> slot.reason() == Reason.WAITS_FOR_CERTIFICATE && slot.millis() > millis)
        .count();
  }
}
