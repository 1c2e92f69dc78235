package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cluster protocol under faults, in virtual time. A violation names its seed: {@code
 * ClusterSimulation SEED 1} repeats it.
 */
final class ClusterSimulationTest {
  private static final int SEEDS = 1_000;

  @Test
  @Timeout(300)
  void whatIsPromisedHoldsUnderEachKindOfFault() {
    ClusterSimulation simulation = ClusterSimulation.run(0, SEEDS);

    assertThat(simulation.violations).as("%s", simulation).isEmpty();
    assertThat(simulation.seedsOfFault)
        .allSatisfy((_, seeds) -> assertThat(seeds.get()).isPositive());
    assertThat(simulation.moves.get()).isPositive();
  }
}
