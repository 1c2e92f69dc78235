package io.actorproxy.entity;

import io.actorproxy.logs.SilentLog;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many orders of events, each from a seed that a failure prints. */
final class SimulationTest {
  private static final int RUNS = 1_500;

  @Test
  void whatIsAcknowledgedIsStoredExactlyOnceWhateverFails() {
    simulate(Durability.ACKNOWLEDGED, true);
  }

  @Test
  void inSnapshotModeNothingIsLostWhileTheStoreIsNeverAwayForLong() {
    simulate(Durability.SNAPSHOT, false);
  }

  private static void simulate(Durability durability, boolean harsh) {
    long first = new Random().nextInt();
    System.out.printf("%d simulations from seed %d on, %s%n", RUNS, first, durability);
    try (var _ = new SilentLog()) {
      for (long seed = first; seed < first + RUNS; seed++) {
        try {
          new Simulation(seed, durability, harsh).run();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("Simulation with seed " + seed + ", " + durability, e);
        }
      }
    }
  }
}
