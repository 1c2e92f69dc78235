package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RendezvousPlacementTest {
  private final RendezvousPlacement placement = new RendezvousPlacement();

  private static List<Member> members(long... epochs) {
    var profile = new Member.Profile("app", "name", "address", 1, 1);
    return LongStream.of(epochs)
        .mapToObj(epoch -> new Member(epoch, epoch, profile, Member.State.UP, true))
        .toList();
  }

  private Map<SlotId, Long> owners(List<Member> members) {
    return IntStream.range(0, 256)
        .mapToObj(number -> new SlotId("group", number))
        .collect(Collectors.toMap(slot -> slot, slot -> placement.choose(slot, members)));
  }

  @Test
  void membersHaveAboutAsManySlots() {
    Map<Long, Long> counts =
        owners(members(1_000, 1_001, 1_002, 1_003)).values().stream()
            .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));

    assertThat(counts).hasSize(4);
    assertThat(counts.values()).allMatch(count -> count > 40 && count < 90);
  }

  @Test
  void aMemberThatJoinsTakesSlotsAndNoOtherMoves() {
    Map<SlotId, Long> before = owners(members(1_000, 1_001, 1_002));
    Map<SlotId, Long> after = owners(members(1_000, 1_001, 1_002, 2_000));

    assertThat(after).allSatisfy((slot, owner) -> assertThat(owner).isIn(before.get(slot), 2_000L));
    assertThat(after.values()).contains(2_000L);
  }

  @Test
  void eachMemberHasARankOfItsOwn() {
    List<Member> members = members(1_000, 1_001, 1_002, 1_003);

    assertThat(members.stream().map(m -> RendezvousPlacement.rank(77, m.epoch(), members)))
        .containsExactlyInAnyOrder(0, 1, 2, 3);
  }
}
