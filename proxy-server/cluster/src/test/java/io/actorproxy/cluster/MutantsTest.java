package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each rule of the protocol is needed: without it the simulation finds a broken promise. What is
 * random in a seed changes with the simulation, so that a later seed may be the one that shows it.
 */
final class MutantsTest {
  private static final int SEEDS = 20;

  @ParameterizedTest
  @EnumSource
  void aRuleThatIsLeftOutBreaksAPromise(Mutant mutant) {
    assertThat(LongStream.range(mutant.seed(), mutant.seed() + SEEDS))
        .as("seeds from %d on", mutant.seed())
        .anyMatch(seed -> isShown(mutant, seed));
  }

  private static boolean isShown(Mutant mutant, long seed) {
    Set<Fault> faults = mutant.faults(seed);
    return !ClusterScenario.run(seed, faults, mutant.mutation()).violations().isEmpty()
        && ClusterScenario.run(seed, faults, Mutation.NONE).violations().isEmpty();
  }
}
