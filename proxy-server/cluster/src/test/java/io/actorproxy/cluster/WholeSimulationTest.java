package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.logs.SilentLog;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members as the product puts them together, under faults, in virtual time. A violation names its
 * seed: {@code WholeSimulation SEED 1} repeats it.
 */
final class WholeSimulationTest {
  private static final int SEEDS = 100;

  /** What is random in a seed changes with the product. */
  private static final int SEEDS_OF_A_MUTANT = 30;

  @Test
  @Timeout(300)
  void whatIsPromisedHoldsWithRealActorsAndMessages() {
    WholeSimulation simulation = WholeSimulation.run(0, SEEDS);

    assertThat(simulation.violations).as("%s", simulation).isEmpty();
    assertThat(simulation.seedsOfFault)
        .allSatisfy((_, seeds) -> assertThat(seeds.get()).isPositive());
    assertThat(simulation.moves.sum()).isPositive();
    assertThat(simulation.forwarded.sum()).isPositive();
    assertThat(simulation.delivered.sum()).isPositive();
    assertThat(simulation.overlaps.sum()).isPositive();
  }

  @Test
  void aRunCanBeRepeated() {
    try (var _ = new SilentLog()) {
      for (long seed = 0; seed < 8; seed++) {
        assertThat(WholeScenario.run(seed, WholeMutant.NONE))
            .as("seed %d", seed)
            .isEqualTo(WholeScenario.run(seed, WholeMutant.NONE));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatIsLeftOutOfAMemberBreaksAPromise(WholeMutant mutant) {
    assertThat(LongStream.range(mutant.seed(), mutant.seed() + SEEDS_OF_A_MUTANT))
        .as("seeds from %d on", mutant.seed())
        .anyMatch(seed -> WholeSimulation.isShown(mutant, seed));
  }
}
