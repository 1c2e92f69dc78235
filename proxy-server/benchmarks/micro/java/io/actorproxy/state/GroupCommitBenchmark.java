package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.memory.MemoryStoreDriver;
import io.actorproxy.statestore.sqlite.SqliteStoreDriver;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One save, alone in its transaction and as one of 64, driven by the benchmark's own thread. The
 * database lies in memory where the system offers that, so its syncs cost next to nothing: this is
 * what the proxy and SQLite do, not what a disk does. The memory store is the floor.
 */
@State(Scope.Thread)
public class GroupCommitBenchmark {
  private static final int GROUP = 64;
  private static final int ACTORS = 1_024;
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  @Param({"memory", "sqlite"})
  public String store = "";

  private final byte[] state = new byte[100];
  private final long[] revisions = new long[ACTORS];
  private @Nullable Path directory;
  private @Nullable StateStore opened;
  private @Nullable GroupCommitter committer;
  private int actor;
  private int saved;

  @Setup
  public void open() throws StoreException, IOException {
    Path parent =
        Files.isWritable(IN_MEMORY) ? IN_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    directory = Files.createTempDirectory(parent, "group-commit");
    StateStoreDriver driver =
        store.equals("memory") ? new MemoryStoreDriver() : new SqliteStoreDriver();
    opened = driver.open(new StoreSettings(directory, 1 << 20, Map.of()));
    StateConfig config = new StateConfig(1, 1_024, GROUP, 1 << 20, 0, 10_000);
    StoreHealth health = new StoreHealth(TimeSource.SYSTEM, 10_000);
    committer = new GroupCommitter(opened.snapshots(), config, TimeSource.SYSTEM, health);
    Arrays.fill(revisions, 0);
  }

  @TearDown
  public void close() throws IOException {
    if (opened != null) {
      opened.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Benchmark
  public int alone() {
    return save(1);
  }

  @Benchmark
  @OperationsPerInvocation(GROUP)
  public int ofSixtyFour() {
    return save(GROUP);
  }

  private int save(int count) {
    if (committer == null) {
      throw new IllegalStateException("not open");
    }
    saved = 0;
    for (int i = 0; i < count; i++) {
      actor = (actor + 1) % ACTORS;
      committer.add(
          new SaveRequest(
              new ActorId("bench", "counter", "counter-" + actor),
              revisions[actor]++,
              state,
              1,
              Deadline.NONE,
              Runnable::run,
              this::onOutcome));
    }
    committer.runNext();
    if (saved != count) {
      throw new IllegalStateException("%d of %d were saved".formatted(saved, count));
    }
    return saved;
  }

  private void onOutcome(SaveOutcome outcome) {
    if (outcome instanceof SaveOutcome.Saved) {
      saved++;
    }
  }
}
