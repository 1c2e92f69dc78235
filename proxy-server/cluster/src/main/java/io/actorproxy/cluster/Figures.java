package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.List;
import java.util.Map;

/**
 * What a member has counted and was told, for {@link PlacementStrategy#moves}. Calls are averages
 * of the last looks, so that one burst decides nothing.
 *
 * @param me the member's epoch
 * @param owned its slots that were counted for a while
 * @param load of each member, this one too, that has said it lately: the calls of its slots, and
 *     one more for each slot
 * @param candidates the members that slots of each group may be given to
 */
public record Figures(
    long me,
    Map<SlotId, Calls> owned,
    Map<Long, Double> load,
    Map<String, List<Member>> candidates) {
  /**
   * The calls of a slot, between two looks.
   *
   * @param all how many
   * @param from how many came from each member, the owner too
   */
  public record Calls(double all, Map<Long, Double> from) {
    double from(long member) {
      return from.getOrDefault(member, 0.0);
    }
  }
}
