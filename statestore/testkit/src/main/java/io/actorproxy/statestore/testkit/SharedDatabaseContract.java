package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store promises besides when several proxies have it open at once. */
public abstract class SharedDatabaseContract {

  private static final int STORES = 4;
  private static final byte[] STATE = {1, 2, 3};

  @TempDir private Path dataDir;
  private StoreSettings settings;

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /** Settings for a new database. */
  protected abstract StoreSettings newDatabase(Path dataDir);

  /**
   * How many deadlocks the server has found in all, of sessions that have ended. Other tests may
   * use the same server, though not at the same time.
   */
  protected abstract long deadlocks() throws Exception;

  @BeforeEach
  final void chooseADatabase() {
    settings = newDatabase(dataDir);
  }

  /** The settings of the running test. */
  protected final StoreSettings settings() {
    return settings;
  }

  /** One more store on the database of the running test. */
  protected final StateStore open() throws StoreException {
    return driver().open(settings);
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  @RepeatedTest(3)
  final void storesThatStartTogetherOnAnEmptyDatabaseAllOpen() throws Exception {
    List<StateStore> stores = atOnce(STORES, _ -> open());
    for (int i = 0; i < STORES; i++) {
      Save save = new Save(actor(1), i, STATE, i);
      assertThat(stores.get(i).snapshots().save(List.of(save))).containsExactly(SAVED);
      stores.get(i).close();
    }
  }

  @Test
  final void ofManyStoresThatSaveTheSameRevisionOneWins() throws Exception {
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
  final void batchesThatOverlapInAnyOrderEndWithOneWinnerForEachActor() throws Exception {
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
  final void actorsThatAreRemovedWhileTheyAreSavedMakeNoDeadlock() throws Exception {
    long before = deadlocks();
    long seed = System.nanoTime();
    System.out.println("actorsThatAreRemovedWhileTheyAreSaved: seed " + seed);
    List<StateStore> stores = List.of(open(), open());
    List<ActorKey> keys = IntStream.range(0, 100).mapToObj(number -> actor(number)).toList();
    for (int round = 0; round < 5; round++) {
      stores.getFirst().snapshots().save(shuffled(seed, 0, 1));
      List<Integer> gone =
          atOnce(
              2,
              i ->
                  i == 0
                      ? stores.get(i).snapshots().remove(keys)
                      : stores.get(i).snapshots().save(shuffled(seed, 1, 2)).size());
      assertThat(gone).containsExactly(100, 100);
      assertThat(stores.getFirst().snapshots().remove(keys)).isZero();
    }
    stores.forEach(StateStore::close);
    assertThat(deadlocks() - before).isZero();
  }

  @Test
  final void actorsThatAreLoadedTogetherTakeOneRoundTripOrTwo() throws Exception {
    Map<String, String> properties = new HashMap<>(settings.properties());
    List<ActorKey> keys = IntStream.range(0, 32).mapToObj(number -> actor(number)).toList();
    try (Relay relay =
            new Relay(
                properties.getOrDefault("host", "127.0.0.1"),
                Integer.parseInt(properties.get("port")));
        StateStore direct = open()) {
      properties.put("host", "127.0.0.1");
      properties.put("port", Integer.toString(relay.port()));
      direct
          .snapshots()
          .save(keys.stream().map(key -> new Save(key, 0, new byte[500], 1)).toList());
      StoreSettings through =
          new StoreSettings(
              settings.dataDir(), settings.maxStateBytes(), settings.historyLimit(), properties);
      try (StateStore store = driver().open(through)) {
        store.snapshots().load(keys, 4_001); // Prepares the statements.
        assertThat(questions(relay, store, keys, 1_000_000, 32)).isLessThanOrEqualTo(2);
        assertThat(questions(relay, store, keys, 4_001, 9)).isLessThanOrEqualTo(2);
      }
    }
  }

  /**
   * How often the server was asked, the least of several times: a pool opens connections besides.
   */
  private static long questions(
      Relay relay, StateStore store, List<ActorKey> keys, long maxBytes, int expected)
      throws StoreException {
    long asked = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long before = relay.questions();
      assertThat(store.snapshots().load(keys, maxBytes)).hasSize(expected);
      asked = Math.min(asked, relay.questions() - before);
    }
    System.out.printf("%s: %d actors by %d questions%n", store.name(), expected, asked);
    return asked;
  }

  @Test
  final void namesThatCannotBeCompressedAreKeptWhole() throws Exception {
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

  /** What runs several times at once. */
  @FunctionalInterface
  private interface Task<T> {
    T run(int number) throws Exception;
  }

  /** Runs a task several times at the same moment and returns all results. */
  private static <T> List<T> atOnce(int times, Task<T> task) throws Exception {
    return AtOnce.run(
        IntStream.range(0, times).<Callable<T>>mapToObj(i -> () -> task.run(i)).toList());
  }
}
