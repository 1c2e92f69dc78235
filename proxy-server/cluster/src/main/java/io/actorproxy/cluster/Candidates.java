package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The members that a slot may be given to, and the one that is to own it. */
final class Candidates {
  private final ViewKeeper views;
  private final Placement placement;
  private final Map<String, List<Member>> byGroup = new HashMap<>();
  private View of = View.NONE;

  Candidates(ViewKeeper views, Placement placement) {
    this.views = views;
    this.placement = placement;
  }

  /** The member that is to own a slot, or {@link Slot#NO_MEMBER} if none can. */
  long choose(SlotId slot) {
    if (!of.equals(views.view())) {
      of = views.view();
      byGroup.clear();
    }
    return choose(slot, byGroup.computeIfAbsent(slot.group(), g -> serving(g, Slot.NO_MEMBER)));
  }

  /** As {@link #choose}, once a member is gone. */
  long chooseWithout(SlotId slot, long gone) {
    return choose(slot, serving(slot.group(), gone));
  }

  private long choose(SlotId slot, List<Member> candidates) {
    return candidates.isEmpty() ? Slot.NO_MEMBER : placement.choose(slot, candidates);
  }

  /**
   * Members whose host does not answer come last: they get slots only if no other member serves the
   * group.
   */
  private List<Member> serving(String group, long gone) {
    List<Member> serving =
        views.members().stream()
            .filter(m -> m.isUp() && m.epoch() != gone && views.isServing(m.epoch(), group))
            .toList();
    List<Member> healthy = serving.stream().filter(Member::hostUp).toList();
    return healthy.isEmpty() ? serving : healthy;
  }
}
