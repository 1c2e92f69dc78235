package io.actorproxy.statestore.sqlite;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a save takes from when it is due, at a rate that the disk can keep up with: what
 * checkpoints add shows at the end of the tail. No test, so its name does not end like one.
 */
final class PacedSaves {

  private static final int ACTORS = Integer.getInteger("actors", 100_000);
  private static final int RATE = Integer.getInteger("rate", 20_000);
  private static final int SECONDS = Integer.getInteger("seconds", 30);
  private static final int GROUP = 20;

  private final SplittableRandom random = new SplittableRandom(1);
  private final long[] revisions = new long[ACTORS];

  @Test
  void measure(@TempDir Path directory) throws Exception {
    try (StateStore store =
        new SqliteStoreDriver().open(new StoreSettings(directory, 1 << 20, Map.of()))) {
      for (int first = 0; first < ACTORS; first += 500) {
        int begin = first;
        save(store, Stream.iterate(begin, i -> i < Math.min(begin + 500, ACTORS), i -> i + 1));
      }
      pace(store, Files.size(directory.resolve("actor-proxy.db")));
      System.out.printf(
          "the log has %,d KiB at the end%n",
          Files.size(directory.resolve("actor-proxy.db-wal")) / 1_024);
    }
  }

  private void pace(StateStore store, long bytes) throws StoreException {
    int groups = RATE / GROUP * SECONDS;
    long[] nanos = new long[groups];
    long pause = 1_000_000_000L * GROUP / RATE;
    long cpu = processCpu();
    long begin = System.nanoTime();
    for (int i = 0; i < groups; i++) {
      long due = begin + i * pause;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      save(store, random.ints(GROUP, 0, ACTORS).distinct().boxed());
      nanos[i] = System.nanoTime() - due;
    }
    cpu = processCpu() - cpu;
    Arrays.sort(nanos);
    System.out.printf(
        "%,d saves/s for %d s, %,d actors, %,d KiB: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max"
            + " %.1f ms; %.1f us of CPU a save%n",
        RATE,
        SECONDS,
        ACTORS,
        bytes / 1_024,
        nanos[groups / 2] / 1e6,
        nanos[(int) (groups * 0.99)] / 1e6,
        nanos[(int) (groups * 0.999)] / 1e6,
        nanos[groups - 1] / 1e6,
        cpu / 1e3 / groups / GROUP);
  }

  private static long processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void save(StateStore store, Stream<Integer> actors) throws StoreException {
    List<Save> batch = new ArrayList<>();
    actors.forEach(
        number ->
            batch.add(
                new Save(
                    new ActorKey("shop", "cart", "cart-" + number),
                    revisions[number]++,
                    new byte[512],
                    1)));
    assertThat(store.snapshots().save(batch)).containsOnly(SAVED);
  }
}
