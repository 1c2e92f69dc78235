package io.actorproxy.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.actorproxy.invocation.ActorId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which actors share a partition. */
final class PartitionTest {
  private static final int ACTORS = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 16, 64})
  void partitionsAreOfAboutTheSameSize(int count) {
    int[] sizes = new int[count];
    hashes().forEach(hash -> sizes[EntitySupervisor.partition(hash, count)]++);
    for (int size : sizes) {
      assertThat(size).isCloseTo(ACTORS / count, withinPercentage(20));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 16, 64})
  void theActorsOfOnePartitionUseAllOfItsMap(int count) {
    List<Set<Integer>> used = new ArrayList<>();
    IntStream.range(0, count).forEach(_ -> used.add(new HashSet<>()));
    hashes()
        .forEach(
            hash ->
                used.get(EntitySupervisor.partition(hash, count)).add((hash ^ hash >>> 16) & 63));
    assertThat(used).allSatisfy(places -> assertThat(places).hasSize(64));
  }

  private static IntStream hashes() {
    return IntStream.range(0, ACTORS)
        .map(i -> new ActorId("shop", "cart", "cart-%08d".formatted(i)).hashCode());
  }
}
