package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of the protocol is needed: without it the simulation finds a broken promise. */
final class MutantsTest {
  @ParameterizedTest
  @EnumSource
  void aRuleThatIsLeftOutBreaksAPromise(Mutant mutant) {
    long seed = mutant.seed();
    Set<Fault> faults = mutant.faults(seed);

    assertThat(ClusterScenario.run(seed, faults, mutant.mutation()).violations()).isNotEmpty();
    assertThat(ClusterScenario.run(seed, faults, Mutation.NONE).violations()).isEmpty();
  }
}
