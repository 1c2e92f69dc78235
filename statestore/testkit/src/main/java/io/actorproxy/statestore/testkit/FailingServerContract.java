package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a store promises while its server is stopped, loses connections, and is held up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FailingServerContract {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final byte[] STATE = {1, 2, 3};

  /** Connecting, validating and reading each have a limit, and a call may meet more than one. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Path dataDir;
  private Server server;
  private StateStore store;

  /** A server that all tests of a class share, since it takes long to start. */
  public interface Server {

    /** Where it listens, on 127.0.0.1. */
    int port();

    /** What a store connects with; with short timeouts. */
    Map<String, String> properties();

    /** The process that has no other above it. */
    long pid() throws Exception;

    /** Breaks all connections, in the way that is the rudest to clients. */
    void breakConnections() throws Exception;

    /** Stops it. */
    void stop() throws Exception;

    /** Starts it again on its data, at its port. */
    void startAgain() throws Exception;
  }

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /**
   * Starts a server on a free port.
   *
   * @param directory where its data will be
   */
  protected abstract Server start(Path directory) throws Exception;

  @BeforeAll
  final void startAServer(@TempDir Path directory) throws Exception {
    dataDir = directory;
    server = start(directory);
  }

  @AfterAll
  final void stopTheServer() throws Exception {
    server.stop();
  }

  @BeforeEach
  final void saveAnActor() throws Exception {
    store = driver().open(new StoreSettings(dataDir, 1_000, server.properties()));
    store.snapshots().remove(List.of(ANN));
    save(0);
  }

  @AfterEach
  final void closeTheStore() {
    store.close();
  }

  private void save(int expectedRevision) throws Exception {
    assertThat(store.snapshots().save(List.of(new Save(ANN, expectedRevision, STATE, 7))))
        .containsExactly(SAVED);
  }

  private void assertEverythingIsUnavailableInTime() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls =
          List.of(
              threads.submit(() -> assertUnavailableInTime(() -> save(1))),
              threads.submit(() -> assertUnavailableInTime(() -> store.snapshots().load(ANN))),
              threads.submit(() -> assertUnavailableInTime(() -> store.probe())));
      for (Future<?> call : calls) {
        call.get();
      }
    }
  }

  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }

  private void assertUnavailableInTime(Call call) {
    long begin = System.nanoTime();
    assertThatThrownBy(call::run)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("127.0.0.1:%d/", server.port());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
  }

  private void assertHeals() throws Exception {
    // A save may be repeated at will, and each kind of connection notices its loss by itself.
    await()
        .atMost(LIMIT.multipliedBy(2))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              save(1);
              assertThat(store.snapshots().load(ANN)).contains(new Snapshot(2, STATE));
            });
    store.probe();
  }

  @Test
  final void aServerThatWasStoppedIsUnavailableUntilItIsBack() throws Exception {
    server.stop();
    try {
      assertEverythingIsUnavailableInTime();
    } finally {
      server.startAgain();
    }
    assertHeals();
  }

  @Test
  final void brokenConnectionsAreReplaced() throws Exception {
    server.breakConnections();
    assertHeals();
  }

  @Test
  final void aHungServerIsUnavailableInTimeAndGoesOnWhenItDoes() throws Exception {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process)).toList();
    try (PausedProcesses _ = PausedProcesses.of(all)) {
      assertEverythingIsUnavailableInTime();
    }
    assertHeals();
  }
}
