package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several stores on one database, as several proxies have them. */
final class SharedDatabaseTest {

  private static final int STORES = 4;
  private static final byte[] STATE = {1, 2, 3};

  @TempDir private Path dataDir;
  private StoreSettings settings;

  @BeforeEach
  void chooseASchema() {
    settings = TestServer.newSchema(dataDir, 1_000);
  }

  private StateStore open() throws Exception {
    return new PostgresStoreDriver().open(settings);
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  @Test
  void storesThatStartTogetherOnAnEmptyDatabaseAllOpen() throws Exception {
    List<StateStore> stores = atOnce(STORES, _ -> open());
    for (int i = 0; i < STORES; i++) {
      Save save = new Save(actor(1), i, STATE, i);
      assertThat(stores.get(i).snapshots().save(List.of(save))).containsExactly(SAVED);
      stores.get(i).close();
    }
  }

  @Test
  void ofManyStoresThatSaveTheSameRevisionOneWins() throws Exception {
    List<StateStore> stores = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      stores.add(open());
    }
    for (int revision = 0; revision < 50; revision++) {
      int expected = revision;
      List<List<SaveResult>> results =
          atOnce(
              STORES,
              i ->
                  stores
                      .get(i)
                      .snapshots()
                      .save(List.of(new Save(actor(1), expected, new byte[] {(byte) i}, i))));
      assertThat(results.stream().flatMap(List::stream))
          .containsExactlyInAnyOrder(SAVED, CONFLICT, CONFLICT, CONFLICT);
      int winner = results.indexOf(List.of(SAVED));
      assertThat(stores.getFirst().snapshots().load(actor(1)))
          .contains(new Snapshot(expected + 1, new byte[] {(byte) winner}));
    }
    stores.forEach(StateStore::close);
  }

  @Test
  void batchesThatOverlapInAnyOrderEndWithOneWinnerForEachActor() throws Exception {
    long seed = System.nanoTime();
    System.out.println("batchesThatOverlapInAnyOrder: seed " + seed);
    List<StateStore> stores = List.of(open(), open());
    for (int revision = 0; revision < 20; revision++) {
      int expected = revision;
      List<List<SaveResult>> results =
          atOnce(2, i -> stores.get(i).snapshots().save(shuffled(seed + i, expected, i)));
      long saved = results.stream().flatMap(List::stream).filter(SAVED::equals).count();
      assertThat(saved).as("seed %d, revision %d", seed, revision).isEqualTo(100);
    }
    stores.forEach(StateStore::close);
  }

  private static List<Save> shuffled(long seed, int expected, int writer) {
    List<Save> saves =
        IntStream.range(0, 100)
            .mapToObj(number -> new Save(actor(number), expected, STATE, writer))
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(saves, new Random(seed));
    return saves;
  }

  @Test
  void namesThatCannotBeCompressedAreKeptWhole() throws Exception {
    Random random = new Random(1);
    ActorKey key = new ActorKey(noise(random), noise(random), noise(random));
    try (StateStore store = open()) {
      assertThat(store.snapshots().save(List.of(new Save(key, 0, STATE, 1))))
          .containsExactly(SAVED);
      assertThat(store.snapshots().load(key)).contains(new Snapshot(1, STATE));
    }
  }

  private static String noise(Random random) {
    return random
        .ints(1024, '!', '\u007f')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws Exception {
    open().close();
    execute(
        """
        INSERT INTO "%s".schema_history
        (installed_rank, version, description, type, script, checksum, installed_by,
         execution_time, success)
        VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'somebody', 1, true)
        """);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("do not fit this version");
  }

  @Test
  void aSchemaOfAnotherProgramIsRefused() throws Exception {
    execute("CREATE SCHEMA \"%s\"");
    execute("CREATE TABLE \"%s\".theirs (id int)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("do not fit this version");
  }

  @Test
  void aProbeDoesNotWaitForTheProbeOfAnotherProxy() throws Exception {
    try (StateStore store = open();
        Connection other = connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(inSchema("SELECT * FROM \"%s\".probe FOR UPDATE"));
      store.probe();
    }
  }

  private Connection connect() throws Exception {
    PostgresDialect dialect = new PostgresDialect(settings);
    return DriverManager.getConnection(dialect.url(), dialect.properties());
  }

  private String inSchema(String sql) {
    return sql.formatted(settings.properties().get("schema"));
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(inSchema(sql));
    }
  }

  @FunctionalInterface
  private interface Task<T> {
    T run(int number) throws Exception;
  }

  /** Runs a task several times at the same moment and returns all results. */
  private static <T> List<T> atOnce(int times, Task<T> task) throws Exception {
    CyclicBarrier start = new CyclicBarrier(times);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        Callable<T> call =
            () -> {
              start.await();
              return task.run(number);
            };
        futures.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
