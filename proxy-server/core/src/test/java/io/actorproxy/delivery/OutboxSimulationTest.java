package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of short lives of an outbox, each from a seed, checked against what is promised. */
final class OutboxSimulationTest {
  private static final int LIVES = 2_000;

  @Test
  void noMessageIsLostNorRunsTwiceNorOutOfOrderWhateverFails() {
    long first = new Random().nextLong(1_000_000_000L);
    System.out.println("noMessageIsLostNorRunsTwiceNorOutOfOrderWhateverFails: seed " + first);
    long begun = 0;
    for (long seed = first; seed < first + LIVES; seed++) {
      begun += live(seed);
    }
    assertThat(begun).as("messages that were run").isGreaterThan(10L * LIVES);
  }

  private static long live(long seed) {
    try {
      return new OutboxSimulation(seed).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
