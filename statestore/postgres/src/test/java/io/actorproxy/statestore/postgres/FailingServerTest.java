package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own, which is stopped, killed and held up. */
final class FailingServerTest {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final byte[] STATE = {1, 2, 3};

  /** Connecting, validating and reading each have a limit, and a call may meet more than one. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private EmbeddedPostgres server;
  private StateStore store;

  @BeforeEach
  void openOnAServerOfItsOwn() throws Exception {
    server = start(0);
    store =
        new PostgresStoreDriver()
            .open(new StoreSettings(directory, 1_000, TestServer.propertiesOf(server.getPort())));
    save(0);
  }

  @AfterEach
  void closeBoth() throws IOException {
    store.close();
    server.close();
  }

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private void save(int expectedRevision) throws Exception {
    assertThat(store.snapshots().save(List.of(new Save(ANN, expectedRevision, STATE, 7))))
        .containsExactly(SAVED);
  }

  private void assertEverythingIsUnavailableInTime() {
    assertUnavailableInTime(() -> save(1));
    assertUnavailableInTime(() -> store.snapshots().load(ANN));
    assertUnavailableInTime(() -> store.probe());
  }

  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }

  private void assertUnavailableInTime(Call call) {
    long begin = System.nanoTime();
    assertThatThrownBy(call::run)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("127.0.0.1:%d/postgres", server.getPort());
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
  void aServerThatWasStoppedIsUnavailableUntilItIsBack() throws Exception {
    int port = server.getPort();
    server.close();
    assertEverythingIsUnavailableInTime();
    server = start(port);
    assertHeals();
  }

  @Test
  void aKilledBackendIsReplaced() throws Exception {
    long postmaster = postmaster();
    // The server ends all its backends when one is killed, and recovers by itself.
    for (ProcessHandle backend : backends(postmaster)) {
      backend.destroyForcibly();
    }
    assertHeals();
  }

  @Test
  void aHungServerIsUnavailableInTimeAndGoesOnWhenItDoes() throws Exception {
    List<Long> held = new ArrayList<>();
    long postmaster = postmaster();
    ProcessHandle.of(postmaster).orElseThrow().descendants().forEach(p -> held.add(p.pid()));
    held.add(postmaster);
    signal("STOP", held);
    try {
      assertEverythingIsUnavailableInTime();
    } finally {
      signal("CONT", held);
    }
    assertHeals();
  }

  private long postmaster() throws IOException {
    return Long.parseLong(
        Files.readAllLines(directory.resolve("data").resolve("postmaster.pid")).getFirst().strip());
  }

  private static List<ProcessHandle> backends(long postmaster) {
    return ProcessHandle.of(postmaster).orElseThrow().descendants().toList();
  }

  private static void signal(String name, List<Long> pids) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
