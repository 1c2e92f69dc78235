package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of short lives of an outbox, each from a seed, checked against what is promised. */
final class OutboxSimulationTest {
  private static final int LIVES = 2_000;
  private static final int LIVES_OF_TWO = 1_000;

  @Test
  void noMessageIsLostNorRunsTwiceNorOutOfOrderWhateverFails() {
    long first = firstSeed("noMessageIsLostNorRunsTwiceNorOutOfOrderWhateverFails");
    long begun = 0;
    for (long seed = first; seed < first + LIVES; seed++) {
      begun += live(seed, 1).begun();
    }
    assertThat(begun).as("messages that were run").isGreaterThan(10L * LIVES);
  }

  @Test
  void ofTwoProcessesOnOneStoreNoneDeliversWhatTheOtherHasALeaseOf() {
    long first = firstSeed("ofTwoProcessesOnOneStoreNoneDeliversWhatTheOtherHasALeaseOf");
    long begun = 0;
    long claimsLost = 0;
    for (long seed = first; seed < first + LIVES_OF_TWO; seed++) {
      OutboxSimulation life = live(seed, 2);
      begun += life.begun();
      claimsLost += life.claimsLost();
    }
    assertThat(begun).as("messages that were run").isGreaterThan(10L * LIVES_OF_TWO);
    assertThat(claimsLost).as("claims that were lost").isGreaterThan(LIVES_OF_TWO / 20);
  }

  private static long firstSeed(String test) {
    long first = new Random().nextLong(1_000_000_000L);
    System.out.println(test + ": seed " + first);
    return first;
  }

  private static OutboxSimulation live(long seed, int processes) {
    try {
      OutboxSimulation life = new OutboxSimulation(seed, processes);
      life.run();
      return life;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
