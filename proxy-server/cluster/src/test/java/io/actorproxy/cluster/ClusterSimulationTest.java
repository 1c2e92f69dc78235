package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cluster protocol under faults, in virtual time. A violation names its seed: {@code
 * ClusterSimulation SEED 1} repeats it.
 */
final class ClusterSimulationTest {
  private static final int KNOWN = 500;
  private static final int NEW = 500;

  @Test
  @Timeout(300)
  void whatIsPromisedHoldsUnderEachKindOfFault() {
    long first = ThreadLocalRandom.current().nextLong(1_000_000, Integer.MAX_VALUE);

    ClusterSimulation known = ClusterSimulation.run(0, KNOWN);
    ClusterSimulation other = ClusterSimulation.run(first, NEW);

    assertThat(known.violations).as("seeds from 0: %s", known).isEmpty();
    assertThat(other.violations).as("seeds from %d: %s", first, other).isEmpty();
    assertThat(known.seedsOfFault).allSatisfy((_, seeds) -> assertThat(seeds.get()).isPositive());
    assertThat(known.moves.get()).isPositive();
  }
}
