package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of the protocol is needed: without it the simulation finds a broken promise. */
final class MutantsTest {
  @ParameterizedTest
  @EnumSource
  void aRuleThatIsLeftOutBreaksAPromise(Mutant mutant) {
    long seed = mutant.seed();

    assertThat(
            ClusterScenario.run(seed, ClusterScenario.faultsOf(seed), mutant.mutation())
                .violations())
        .isNotEmpty();
    assertThat(
            ClusterScenario.run(seed, ClusterScenario.faultsOf(seed), Mutation.NONE).violations())
        .isEmpty();
  }
}
