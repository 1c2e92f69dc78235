package io.actorproxy.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is; what is taken is done at once. */
final class WaitingWorkTest {
  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final int LARGE = 3 << 20;
  private static final int SMALLER = 20 << 10;

  private final WaitingWork waiting = new WaitingWork();
  private final List<String> done = new ArrayList<>();

  private void add(String caller, int bytes) {
    assertThat(waiting.add(caller, bytes, NO_LIMIT, () -> done.add(caller)))
        .isEqualTo(Intake.TAKEN);
  }

  private void addForHost(String actor, int bytes) {
    waiting.addForHost(actor, bytes, () -> done.add(actor));
  }

  /** Does the next work, and tells whose it was. */
  private String next() {
    waiting.take().run();
    return done.getLast();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 1000})
  void aSmallerBodyIsNextHoweverManyLargeOnesOfOtherCallersWait(int readers) {
    for (int i = 0; i <= readers; i++) {
      add("reader" + i, LARGE);
    }
    next();
    add("neighbour", SMALLER);

    assertThat(next()).isEqualTo("neighbour");
  }

  @Test
  void aCallerOfSmallerBodiesWaitsForOneLargeBodyAtMostEachTime() {
    for (int i = 0; i < 20; i++) {
      add("reader", LARGE);
    }
    int waits = 0;
    for (int i = 0; i < 500; i++) {
      add("neighbour", SMALLER);
      if (next().equals("reader")) {
        waits++;
        add("reader", LARGE);
        assertThat(next()).isEqualTo("neighbour");
      }
    }
    // As many bytes of each.
    assertThat(waits).isBetween(1, 500 * SMALLER / LARGE + 1);
  }

  @Test
  void smallerBodiesLeaveLargeOnesTheirShare() {
    add("reader", LARGE);
    int smaller = 0;
    do {
      for (int i = 0; i < 5; i++) {
        add("neighbour" + i, SMALLER);
      }
      smaller++;
    } while (!next().equals("reader"));
    assertThat(smaller).isLessThanOrEqualTo(LARGE / SMALLER + 1);

    add("reader", LARGE);
    while (!next().equals("reader")) {
      smaller++;
    }
    assertThat(smaller).isLessThanOrEqualTo(2 * (LARGE / SMALLER + 1));
  }

  @Test
  void aSizeThatWasNotUsedHasNoCredit() {
    for (int i = 0; i < 100; i++) {
      add("reader", LARGE);
      next();
    }
    add("reader", LARGE);
    int smaller = 0;
    do {
      add("neighbour", SMALLER);
      smaller++;
    } while (next().equals("neighbour"));

    assertThat(smaller).isLessThanOrEqualTo(LARGE / SMALLER + 2);
  }

  @Test
  void callersOfOneSizeTakeTurns() {
    for (int i = 0; i < 3; i++) {
      add("many", LARGE);
    }
    add("one", LARGE);
    add("two", LARGE);
    add("two", LARGE);
    for (int i = 0; i < 6; i++) {
      next();
    }

    assertThat(done).containsExactly("many", "one", "two", "many", "two", "many");
  }

  @Test
  void theWorkOfACallerKeepsItsOrder() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      waiting.add("caller", LARGE, NO_LIMIT, () -> order.add(number));
    }
    for (int i = 0; i < 3; i++) {
      waiting.take().run();
    }

    assertThat(order).containsExactly(0, 1, 2);
  }

  @Test
  void aCallerAloneGetsHalfOfThePlacesAndAnotherFindsOne() {
    assertThat(placesOf("first", 12)).isEqualTo(6);
    assertThat(placesOf("second", 12)).isEqualTo(3);
    assertThat(tryAdd("first", LARGE, 12)).isEqualTo(Intake.CALLER_FULL);
    assertThat(tryAdd("third", LARGE, 12)).isEqualTo(Intake.TAKEN);
  }

  @Test
  void oneSizeThatIsFullLeavesTheOthersTheirPlaces() {
    for (int i = 0; i < 4; i++) {
      assertThat(tryAdd("reader" + i, LARGE, 4)).isEqualTo(Intake.TAKEN);
    }
    assertThat(tryAdd("another", LARGE, 4)).isEqualTo(Intake.FULL);
    assertThat(tryAdd("another", LARGE / 2, 4)).isEqualTo(Intake.TAKEN);
    assertThat(tryAdd("another", SMALLER, 4)).isEqualTo(Intake.TAKEN);
    assertThat(tryAdd("another", LARGE * 2, 4)).isEqualTo(Intake.TAKEN);

    next();
    next();
    next();
    next();

    assertThat(tryAdd("another", LARGE, 4)).isEqualTo(Intake.TAKEN);
  }

  @Test
  void workOfHostsTakesNoPlaceOfClients() {
    for (int i = 0; i < 10; i++) {
      addForHost("actor" + i, LARGE);
    }

    assertThat(placesOf("client", 4)).isEqualTo(2);
    assertThat(tryAdd("another", LARGE, 4)).isEqualTo(Intake.TAKEN);
  }

  @Test
  void clientsHaveAsMuchOfASizeAsHostsHoweverManyActorsThereAre() {
    for (int i = 0; i < 20; i++) {
      addForHost("actor" + i, LARGE);
    }
    for (int i = 0; i < 3; i++) {
      add("client", LARGE);
    }
    for (int i = 0; i < 6; i++) {
      next();
    }

    assertThat(done)
        .containsExactlyInAnyOrder("client", "actor0", "client", "actor1", "client", "actor2");
  }

  @Test
  void bodiesOfAnySizeAreTaken() {
    for (int bytes : new int[] {0, 1, Offload.SMALL, Offload.SMALL + 1, Integer.MAX_VALUE}) {
      add("of " + bytes, bytes);
    }
    for (int i = 0; i < 5; i++) {
      next();
    }

    assertThat(done).hasSize(5).doesNotHaveDuplicates();
  }

  private int placesOf(String caller, int limit) {
    int places = 0;
    while (tryAdd(caller, LARGE, limit).isTaken()) {
      places++;
    }
    return places;
  }

  private Intake tryAdd(String caller, int bytes, int limit) {
    return waiting.add(caller, bytes, limit, () -> done.add(caller));
  }
}
