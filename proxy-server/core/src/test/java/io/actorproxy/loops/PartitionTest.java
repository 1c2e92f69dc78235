package io.actorproxy.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private final Transport transport = Transport.open(2);
  private final List<Partition> partitions = Partition.startOn(transport, TimeSource.SYSTEM);

  @AfterEach
  void close() {
    transport.close();
  }

  private static boolean isCurrentIn(Partition task, Partition asked) throws Exception {
    CompletableFuture<Boolean> isCurrent = new CompletableFuture<>();
    task.execute(() -> isCurrent.complete(asked.isCurrent()));
    return isCurrent.get(10, TimeUnit.SECONDS);
  }

  @Test
  void onlyItsOwnLoopIsTheCurrentOne() throws Exception {
    Partition first = partitions.get(0);
    Partition second = partitions.get(1);

    assertThat(isCurrentIn(first, first)).isTrue();
    assertThat(isCurrentIn(first, second)).isFalse();
    assertThat(first.isCurrent()).isFalse();
  }

  @Test
  void theLoopTurnsTheWheel() throws Exception {
    Partition partition = partitions.getFirst();
    CompletableFuture<Boolean> isOnLoop = new CompletableFuture<>();
    partition.execute(
        () -> partition.wheel().schedule(1, () -> isOnLoop.complete(partition.isCurrent())));

    assertThat(isOnLoop.get(10, TimeUnit.SECONDS)).isTrue();
  }
}
