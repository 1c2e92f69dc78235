package io.actorproxy.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what group commit is worth on a server on this machine, fsync on. Its name keeps it out
 * of the ordinary test run; {@code -Dtest=SaveRates} runs it, and {@code java.io.tmpdir} chooses
 * the disk.
 */
final class SaveRates {

  private static final int ACTORS = 10_000;
  private static final int STATE_BYTES = 512;
  private static final Duration TIME = Duration.ofSeconds(3);

  @TempDir private Path data;
  private final Random random = new Random(1);
  private final long[] revisions = new long[ACTORS];
  private EmbeddedPostgres server;
  private StateStore store;

  @BeforeEach
  void openWithAllActors() throws StoreException, IOException {
    // An embedded server has both off by itself.
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    Map<String, String> properties = TestServer.propertiesOf(server.getPort());
    store = new PostgresStoreDriver().open(new StoreSettings(data, 1 << 20, properties));
    System.out.println(store.durability());
    for (int first = 0; first < ACTORS; first += 500) {
      save(first, 500);
    }
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void savesAndLoadsPerSecond() throws StoreException {
    for (int rows : List.of(1, 10, 100, 1000)) {
      measure("saves in batches of " + rows, rows, () -> save(random.nextInt(ACTORS), rows));
    }
    measure("loads", 1, () -> store.snapshots().load(actor(random.nextInt(ACTORS))));
  }

  @FunctionalInterface
  private interface Step {
    void run() throws StoreException;
  }

  private static void measure(String what, int rows, Step step) throws StoreException {
    long[] nanos = new long[10_000_000];
    int steps = 0;
    long begin = System.nanoTime();
    long end = begin + TIME.toNanos();
    for (long before = begin; before < end; ) {
      step.run();
      long after = System.nanoTime();
      nanos[steps++] = after - before;
      before = after;
    }
    Arrays.sort(nanos, 0, steps);
    System.out.printf(
        "%-26s %,9d rows/s, %7.1f us each; call p50 %,.0f us, p99 %,.0f us, max %,.0f us%n",
        what,
        (long) steps * rows * 1_000_000_000L / TIME.toNanos(),
        TIME.toNanos() / 1e3 / steps / rows,
        nanos[steps / 2] / 1e3,
        nanos[(int) (steps * 0.99)] / 1e3,
        nanos[steps - 1] / 1e3);
  }

  /** Saves actors that lie apart, as those of one batch do. */
  private void save(int first, int rows) throws StoreException {
    List<Save> batch = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      int number = (first + i * 7919) % ACTORS;
      batch.add(new Save(actor(number), revisions[number]++, new byte[STATE_BYTES], 1));
    }
    assertThat(store.snapshots().save(batch).contains(SaveResult.CONFLICT)).isFalse();
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }
}
