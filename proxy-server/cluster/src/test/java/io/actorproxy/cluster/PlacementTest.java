package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which member each strategy gives slots to, by counts of slots and of calls. */
final class PlacementTest {
  private static final int SLOTS = 256;
  private static final long A = 1_000;
  private static final long B = 1_001;
  private static final long C = 1_002;

  private static List<Member> members(long... epochs) {
    var profile = new Member.Profile("app", "name", "address", 1, 1);
    return LongStream.of(epochs)
        .mapToObj(epoch -> new Member(epoch, epoch * 7_919 + 13, profile, Member.State.UP, true))
        .toList();
  }

  private static SlotId slot(int number) {
    return new SlotId("group", number);
  }

  /** A table in which one member owns all. */
  private static Map<SlotId, Long> all(long owner) {
    return IntStream.range(0, SLOTS)
        .boxed()
        .collect(Collectors.toMap(PlacementTest::slot, _ -> owner, (a, _) -> a, TreeMap::new));
  }

  private static List<Slot> rows(Map<SlotId, Long> owners) {
    return owners.entrySet().stream()
        .map(slot -> new Slot(slot.getKey(), slot.getValue(), Slot.NO_MEMBER, 1))
        .toList();
  }

  /** The table after all owners have done what the strategy says. */
  private static Map<SlotId, Long> placed(
      String strategy, Map<SlotId, Long> owners, List<Member> members) {
    var place = Placements.named(strategy).place(rows(owners), members);
    Map<SlotId, Long> placed = new TreeMap<>();
    owners.keySet().forEach(slot -> placed.put(slot, place.applyAsLong(slot)));
    return placed;
  }

  private static Map<Long, Long> counts(Map<SlotId, Long> owners) {
    return owners.values().stream()
        .collect(Collectors.groupingBy(owner -> owner, TreeMap::new, Collectors.counting()));
  }

  private static long moved(Map<SlotId, Long> before, Map<SlotId, Long> after) {
    return before.entrySet().stream()
        .filter(slot -> !slot.getValue().equals(after.get(slot.getKey())))
        .count();
  }

  @Test
  void aStrategyThatThereIsNotIsRefused() {
    assertThat(Placements.names())
        .containsExactly("hash", "least_loaded", "local_first", "random", "round_robin");
    assertThatThrownBy(() -> Placements.named("nearest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no placement strategy nearest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "random"})
  void membersHaveAboutAsManySlots(String strategy) {
    Map<Long, Long> counts = counts(placed(strategy, all(A), members(A, B, C, 1_003)));

    assertThat(counts).hasSize(4);
    assertThat(counts.values()).allMatch(count -> count > 40 && count < 90);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "random"})
  void aMemberThatJoinsTakesSlotsAndNoOtherMoves(String strategy) {
    Map<SlotId, Long> before = placed(strategy, all(A), members(A, B, C));
    Map<SlotId, Long> after = placed(strategy, before, members(A, B, C, 2_000));

    assertThat(after).allSatisfy((slot, owner) -> assertThat(owner).isIn(before.get(slot), 2_000L));
    assertThat(after.values()).contains(2_000L);
  }

  @Test
  void whatIsRandomIsDrawnAtTheJoin() {
    assertThat(placed("random", all(A), members(A, B, C)))
        .isNotEqualTo(placed("hash", all(A), members(A, B, C)))
        .isEqualTo(placed("random", all(B), members(A, B, C)));
  }

  @Test
  void inRoundRobinAllHaveTheSameNumber() {
    Map<SlotId, Long> three = placed("round_robin", all(A), members(A, B, C));
    Map<SlotId, Long> two = placed("round_robin", three, members(A, C));

    assertThat(counts(three)).isEqualTo(Map.of(A, 86L, B, 85L, C, 85L));
    assertThat(moved(all(A), three)).isEqualTo(170);
    assertThat(counts(two)).isEqualTo(Map.of(A, 128L, C, 128L));
    assertThat(moved(three, two)).isEqualTo(85);
  }

  /** Owners move slots one after the other, in any order, each from the table as it is then. */
  @Test
  void inRoundRobinNoMoveIsTakenBack() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 10; run++) {
      List<Member> members = members(LongStream.range(A, A + 1 + random.nextInt(6)).toArray());
      Map<SlotId, Long> owners = all(A);
      owners.replaceAll((_, _) -> A + random.nextInt(7));
      Map<SlotId, Integer> moves = new HashMap<>();
      Map<SlotId, Long> wanted = placed("round_robin", owners, members);
      while (!wanted.equals(owners)) {
        Map<SlotId, Long> now = wanted;
        List<SlotId> toMove =
            owners.keySet().stream()
                .filter(slot -> !requireNonNull(owners.get(slot)).equals(now.get(slot)))
                .toList();
        SlotId moved = toMove.get(random.nextInt(toMove.size()));
        owners.put(moved, requireNonNull(now.get(moved)));
        assertThat(moves.merge(moved, 1, Integer::sum)).as("seed %d", seed).isEqualTo(1);
        wanted = placed("round_robin", owners, members);
      }
      long fewest = SLOTS / members.size();
      assertThat(counts(owners).values())
          .as("seed %d", seed)
          .hasSize(members.size())
          .allMatch(count -> count == fewest || count == fewest + 1);
    }
  }

  // --- by figures

  private static Figures figures(
      long me, Map<SlotId, Figures.Calls> owned, Map<Long, Double> load, List<Member> members) {
    return new Figures(me, owned, load, Map.of("group", members));
  }

  private static Figures.Calls calls(double fromA, double fromB) {
    return new Figures.Calls(fromA + fromB, Map.of(A, fromA, B, fromB));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local_first", "least_loaded"})
  void whatIsDecidedByFiguresStaysUntilThen(String strategy) {
    assertThat(placed(strategy, all(A), members(A, B, C))).isEqualTo(all(A));
    assertThat(placed(strategy, all(C), members(A, B)).values()).containsOnly(A, B);
  }

  @Test
  void aSlotGoesWhereMostOfItsCallsComeFrom() {
    List<Member> members = members(A, B);
    Map<SlotId, Long> hash = placed("hash", all(A), members);
    SlotId ofA = firstOf(A, hash);
    SlotId ofB = firstOf(B, hash);
    PlacementStrategy strategy = Placements.named("local_first");

    assertThat(moves(strategy, ofA, calls(30, 70))).as("most from there").isEqualTo(B);
    assertThat(moves(strategy, ofA, calls(40, 60))).as("not clearly").isEqualTo(A);
    assertThat(moves(strategy, ofA, calls(0, 7))).as("hardly any").isEqualTo(A);
    assertThat(moves(strategy, ofB, calls(50, 50))).as("it is kept").isEqualTo(A);
    assertThat(moves(strategy, ofB, calls(45, 55))).as("it is given back").isEqualTo(B);
  }

  private static SlotId firstOf(long member, Map<SlotId, Long> owners) {
    return owners.entrySet().stream()
        .filter(slot -> slot.getValue() == member)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static long moves(PlacementStrategy strategy, SlotId slot, Figures.Calls calls) {
    return strategy
        .moves(figures(A, Map.of(slot, calls), Map.of(), members(A, B)))
        .getOrDefault(slot, A);
  }

  @Test
  void aMemberThatIsClearlyMoreLoadedGivesWhatIsMissing() {
    PlacementStrategy strategy = Placements.named("least_loaded");
    Map<SlotId, Figures.Calls> owned = new TreeMap<>();
    IntStream.range(0, 100).forEach(number -> owned.put(slot(number), calls(9, 0)));
    Map<Long, Double> even = Map.of(A, 1_000.0, B, 900.0);
    Map<Long, Double> uneven = Map.of(A, 1_000.0, B, 400.0, C, 100.0);

    assertThat(strategy.moves(figures(A, owned, even, members(A, B)))).isEmpty();
    assertThat(strategy.moves(figures(A, owned, uneven, members(A, B, C))))
        .as("at the first look")
        .isEmpty();
    Map<SlotId, Long> moves = strategy.moves(figures(A, owned, uneven, members(A, B, C)));
    assertThat(counts(moves)).as("10 calls each").isEqualTo(Map.of(B, 10L, C, 40L));
    for (int look = 0; look < 4; look++) {
      assertThat(strategy.moves(figures(A, owned, uneven, members(A, B, C))))
          .as("it waits for what it has done")
          .isEmpty();
    }
  }

  /** Members with random calls, each with its own look at them, for an hour. */
  @Test
  void loadsBecomeEvenAndSlotsDoNotWander() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    List<Member> members = members(A, B, C);
    Map<Long, PlacementStrategy> strategies = new TreeMap<>();
    members.forEach(m -> strategies.put(m.epoch(), Placements.named("least_loaded")));
    Map<SlotId, Long> owners = all(A);
    Map<SlotId, Double> rates = new HashMap<>();
    owners.keySet().forEach(slot -> rates.put(slot, 1_000.0 / (1 + random.nextInt(100))));
    Map<Long, Double> told = new HashMap<>();
    List<Integer> moves = new ArrayList<>();
    for (int look = 0; look < 720; look++) {
      int moved = 0;
      for (Member member : members) {
        long me = member.epoch();
        Map<SlotId, Figures.Calls> owned = new TreeMap<>();
        owners.forEach(
            (slot, owner) -> {
              if (owner == me) {
                double noise = 1 + 0.3 * (random.nextDouble() - 0.5);
                owned.put(slot, calls(noise * rates.getOrDefault(slot, 0.0), 0));
              }
            });
        told.put(me, owned.values().stream().mapToDouble(calls -> calls.all() + 1).sum());
        Map<SlotId, Long> given =
            requireNonNull(strategies.get(me)).moves(figures(me, owned, Map.copyOf(told), members));
        owners.putAll(given);
        moved += given.size();
      }
      moves.add(moved);
    }

    Map<Long, Double> loads = new TreeMap<>();
    owners.forEach((slot, owner) -> loads.merge(owner, rates.getOrDefault(slot, 0.0), Double::sum));
    double average = loads.values().stream().mapToDouble(load -> load).average().orElseThrow();
    assertThat(loads.values())
        .as("seed %d", seed)
        .hasSize(3)
        .allMatch(load -> load > 0.75 * average && load < 1.25 * average);
    assertThat(moves.subList(60, moves.size())).as("seed %d", seed).containsOnly(0);
  }

  @Test
  void eachMemberHasARankOfItsOwn() {
    List<Member> members = members(1_000, 1_001, 1_002, 1_003);

    assertThat(members.stream().map(m -> RendezvousPlacement.rank(77, m.epoch(), members)))
        .containsExactlyInAnyOrder(0, 1, 2, 3);
  }
}
