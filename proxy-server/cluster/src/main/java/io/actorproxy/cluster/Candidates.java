package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The members that a slot may be given to, and the one that is to own it, as the view says.
 *
 * <p>A slot is given only to a member that this one can have a link to: its certificate goes over
 * that. So a member whose version is too far away gets nothing from it, and takes what it owned
 * once it has left, as any slot without an owner.
 *
 * <p>Who inherits what no living member owns is the same for all strategies: if each member took
 * only what its own strategy gives it, and they had different ones, a slot could be left out.
 */
class Candidates {
  private record Group(List<Member> serving, List<Member> members, ToLongFunction<SlotId> owners) {}

  private static final PlacementStrategy INHERITANCE = RendezvousPlacement.byEpoch();

  private final ViewKeeper views;
  private final SlotTable table;
  private final PlacementStrategy placement;
  private final Map<String, Group> byGroup = new HashMap<>();
  private View of = View.NONE;

  Candidates(ViewKeeper views, SlotTable table, PlacementStrategy placement) {
    this.views = views;
    this.table = table;
    this.placement = placement;
  }

  /** Members or slots have changed. */
  void onChanges() {
    byGroup.clear();
    of = views.view();
  }

  /** The member that its owner is to give a slot to, or {@link Slot#NO_MEMBER} if none can. */
  long choose(SlotId slot) {
    return group(slot.group()).owners.applyAsLong(slot);
  }

  /** The members that slots of a group may be given to. */
  List<Member> of(String group) {
    return group(group).members;
  }

  boolean isCandidate(String group, long epoch) {
    return of(group).stream().anyMatch(member -> member.epoch() == epoch);
  }

  private Group group(String name) {
    if (!of.equals(views.view())) {
      onChanges();
    }
    return byGroup.computeIfAbsent(
        name,
        group -> {
          List<Member> serving = serving(group, Slot.NO_MEMBER);
          List<Member> members = speakingWith(views.self(), serving);
          return new Group(
              serving,
              members,
              members.isEmpty()
                  ? _ -> Slot.NO_MEMBER
                  : placement.place(table.rows(group), members));
        });
  }

  /** The member that takes a slot that has no owner, or {@link Slot#NO_MEMBER} if none can. */
  long heir(SlotId slot) {
    return heirAmong(group(slot.group()).serving, slot);
  }

  /** The member that takes a slot once a member is gone. */
  long heirWithout(SlotId slot, long gone) {
    return heirAmong(serving(slot.group(), gone), slot);
  }

  /** One that can ask for the certificate of the owner before, if it owes one. */
  private long heirAmong(List<Member> serving, SlotId slot) {
    Slot row = table.row(slot);
    Member before = row == null ? null : views.member(row.previous());
    List<Member> able = speakingWith(before, serving);
    return INHERITANCE.place(List.of(), able.isEmpty() ? serving : able).applyAsLong(slot);
  }

  private static List<Member> speakingWith(@Nullable Member one, List<Member> members) {
    return one == null
        ? members
        : members.stream().filter(m -> m.profile().speaksWith(one.profile())).toList();
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
