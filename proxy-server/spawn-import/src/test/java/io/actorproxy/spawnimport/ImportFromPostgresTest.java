package io.actorproxy.spawnimport;

import static io.actorproxy.spawnimport.SpawnOnPostgres.SYSTEM;
import static io.actorproxy.spawnimport.SpawnOnPostgres.execute;
import static io.actorproxy.spawnimport.SpawnOnPostgres.expected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.spawnimport.SpawnOnPostgres.Expected;
import io.actorproxy.state.Adoption;
import io.actorproxy.state.LoadResult;
import io.actorproxy.state.StateConfig;
import io.actorproxy.state.StateManager;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.statestore.sqlite.SqliteStoreDriver;
import io.actorproxy.statestore.testkit.ForwardingStore;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real rows of Spawn, copied out of a real database. */
final class ImportFromPostgresTest {
  private static final String OTHER_KEY = "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=";
  private static final ActorKey BENCH0 = new ActorKey(SYSTEM, "", "bench0");
  private static final long BENCH0_ID = 32052087;
  private static SpawnOnPostgres spawn;

  private final MemoryStore store = new MemoryStore(1 << 20);
  private String url = "";

  @BeforeAll
  static void start() throws IOException {
    spawn = new SpawnOnPostgres();
  }

  @AfterAll
  static void stop() throws IOException {
    spawn.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    url = spawn.newDatabase();
  }

  @Test
  void aDryRunCountsAndWritesNothing() throws Exception {
    Copying copying = copying().dry();

    Report report = copying.run();

    assertThat(report.isClean()).isTrue();
    assertThat(report.of(ImportCounter.ROWS)).isEqualTo(70);
    assertThat(report.of(ImportCounter.TO_COPY)).isEqualTo(10);
    assertThat(report.of(ImportCounter.EARLIER)).isEqualTo(60);
    assertThat(copying.lines()).contains("system spawn-system:", "          70 rows read");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void everyStateAndItsPastIsCopiedIntoAnEncryptedFile(@TempDir Path directory) throws Exception {
    try (StateStore file =
        EncryptingStore.open(
            new SqliteStoreDriver(),
            new StoreSettings(directory, 1 << 20, Map.of()),
            new StateCipher(List.of(Copying.keyOf(OTHER_KEY)), new SecureRandom()),
            new SecureRandom(),
            false)) {
      Copying copying = new Copying(url, "", file);

      assertThat(copying.run().isClean()).isTrue();

      assertThat(expected()).hasSize(70);
      for (Expected row : expected()) {
        assertThat(stored(file, row)).as(row.toString()).isEqualTo(row.value());
      }
      assertThat(copying.lines().get(copying.lines().size() - 2).replace("read from Spawn: ", ""))
          .startsWith("70 states, digest ")
          .isEqualTo(copying.lines().getLast().replace("read back:       ", ""));
    }
  }

  private static Snapshot stored(StateStore store, Expected row) throws StoreException {
    ActorKey key = Adoption.waitingKey(SYSTEM, row.actor());
    Optional<Snapshot> found =
        row.current()
            ? store.snapshots().load(key)
            : store.history().atOrBefore(key, row.value().revision());
    return Copying.value(found.orElseThrow());
  }

  @Test
  void typeAndTagsAreKept() throws Exception {
    execute(url, "UPDATE snapshots SET tags = '{\"colour\": \"red\"}' WHERE actor = 'bench0'");

    copying().run();

    Snapshot stored = store.snapshots().load(waiting("bench0")).orElseThrow();
    assertThat(Copying.state(stored).getTagsMap()).isEqualTo(Map.of("colour", "red"));
    assertThat(Copying.state(stored).getState().getTypeUrl())
        .isEqualTo("type.googleapis.com/io.eigr.spawn.example.MyState");
  }

  @Test
  void aSecondRunCopiesNothing() throws Exception {
    copying().run();

    Report again = copying().run();

    assertThat(again.isClean()).isTrue();
    assertThat(again.of(ImportCounter.COPIED)).isZero();
    assertThat(again.of(ImportCounter.SAME)).isEqualTo(10);
  }

  @Test
  void aRunThatWasInterruptedIsContinued() throws Exception {
    execute(
        url,
        """
        INSERT INTO snapshots SELECT 500000000 + i, 'many' || i, system, status, node, revision, tags,
        data_type, data, inserted_at, updated_at FROM snapshots, generate_series(1, 1200) AS i
        WHERE actor = 'bench0'
        """);
    assertThatThrownBy(() -> new Copying(url, "", new FailingAtTheSecondPage(store)).run())
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(waiting()).hasSize(500);

    Report rest = copying().run();

    assertThat(rest.isClean()).isTrue();
    assertThat(rest.of(ImportCounter.SAME)).isEqualTo(500);
    assertThat(rest.of(ImportCounter.COPIED)).isEqualTo(710);
    assertThat(waiting()).hasSize(1210);
  }

  @Test
  void aWrongKeyIsToldForEveryRow() throws Exception {
    Copying copying = copying().key(OTHER_KEY);

    Report report = copying.run();

    assertThat(report.isClean()).isFalse();
    assertThat(report.of(ImportCounter.UNREADABLE)).isEqualTo(70);
    assertThat(copying.lines())
        .contains(
            "! spawn-system/bench1, revision 213, id 133820920: the row is opened by no key:"
                + " another key, or damaged");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void rowsThatCannotBeReadDoNotKeepTheOthersBack() throws Exception {
    execute(url, "UPDATE snapshots SET data = decode('00', 'hex') WHERE actor = 'bench1'");
    execute(url, "UPDATE snapshots SET tags = '{\"n\": 1}' WHERE actor = 'bench2'");
    execute(url, "UPDATE snapshots SET data_type = NULL WHERE actor = 'bench4'");
    execute(url, "UPDATE snapshots SET system = NULL WHERE actor = 'bench5'");
    Copying copying = copying();

    Report report = copying.run();

    assertThat(report.of(ImportCounter.COPIED)).isEqualTo(6);
    assertThat(report.of(ImportCounter.UNREADABLE)).isEqualTo(4);
    assertThat(String.join("\n", copying.lines()))
        .contains("is not encrypted with")
        .contains("has the tag n, which is no text")
        .contains("has a state, but no data_type")
        .contains("has no system or no actor");
  }

  @Test
  void twoRowsOfOneNameAreReportedUntilSomebodySaysWhoTheyAre() throws Exception {
    execute(
        url,
        """
        INSERT INTO snapshots SELECT 7, actor, system, status, node, 9, tags, data_type, data,
        inserted_at, updated_at FROM snapshots WHERE actor = 'bench0'
        """);
    Copying copying = copying();

    Report report = copying.run();

    assertThat(report.of(ImportCounter.AMBIGUOUS)).isEqualTo(1);
    assertThat(report.of(ImportCounter.COPIED)).isEqualTo(9);
    assertThat(String.join("\n", copying.lines()))
        .contains("spawn-system/bench0: the ids 7, 32052087 have this name");

    ActorKey left = new ActorKey(SYSTEM, "left", "bench0");
    ActorKey right = new ActorKey(SYSTEM, "right", "bench0");
    assertThat(copying().choose(7, left).run().of(ImportCounter.COPIED)).isEqualTo(1);
    assertThat(copying().choose(BENCH0_ID, right).run().of(ImportCounter.COPIED)).isEqualTo(1);
    assertThat(store.snapshots().load(left).orElseThrow().revision()).isEqualTo(9);
    assertThat(store.snapshots().load(right).orElseThrow().revision()).isEqualTo(241);
    assertThat(store.history().list(left, Long.MAX_VALUE, 100)).isEmpty();
    assertThat(store.history().list(right, Long.MAX_VALUE, 100)).hasSize(31);
  }

  @Test
  void anActorThatAnotherOneOfTheSameIdHasReplacedIsReported() throws Exception {
    execute(url, "UPDATE snapshots SET actor = 'intruder' WHERE actor = 'bench3'");
    Copying copying = copying();

    Report report = copying.run();

    assertThat(report.of(ImportCounter.WITHOUT_CURRENT)).isEqualTo(29);
    assertThat(String.join("\n", copying.lines())).contains("spawn-system/bench3: 29 earlier rows");
    assertThat(store.history().list(waiting("intruder"), Long.MAX_VALUE, 100)).isEmpty();
  }

  @Test
  void revisionsThatFallBackRiseAgain() throws Exception {
    execute(url, "UPDATE snapshots SET revision = 5 WHERE actor = 'bench0'");
    execute(url, "UPDATE historical_snapshots SET revision = 3 WHERE historical_id >= 92");

    copying().run();

    assertThat(store.snapshots().load(waiting("bench0")).orElseThrow().revision()).isEqualTo(32);
    assertThat(store.history().list(waiting("bench0"), Long.MAX_VALUE, 100))
        .hasSize(31)
        .first()
        .satisfies(entry -> assertThat(entry.revision()).isEqualTo(31));
  }

  @Test
  void theNewestEarlierStatesAreKeptUpToTheLimit() throws Exception {
    Report report = copying().historyLimit(4).run();

    assertThat(report.isClean()).isTrue();
    assertThat(report.of(ImportCounter.EARLIER)).isEqualTo(8);
    assertThat(report.of(ImportCounter.TOO_OLD)).isEqualTo(52);
    assertThat(store.history().list(waiting("bench0"), Long.MAX_VALUE, 100))
        .extracting(HistoryStore.Entry::revision)
        .containsExactly(31L, 30L, 29L, 28L);
  }

  @Test
  void aStateThatHasChangedInSpawnIsReportedAndNotReplaced() throws Exception {
    copying().run();
    execute(url, "UPDATE snapshots SET revision = 242 WHERE actor = 'bench0'");

    Report report = copying().run();

    assertThat(report.of(ImportCounter.DIFFERENT)).isEqualTo(1);
    assertThat(store.snapshots().load(waiting("bench0")).orElseThrow().revision()).isEqualTo(241);
  }

  @Test
  void whatWasAdoptedIsNotCopiedAgain() throws Exception {
    copying().run();
    ActorKey instance = new ActorKey(SYSTEM, "counter", "bench0");
    assertThat(Adopt.run(store, instance, false, _ -> {})).isTrue();
    assertThat(store.snapshots().load(instance)).isEmpty();
    assertThat(Adopt.run(store, instance, true, _ -> {})).isTrue();

    Report report = copying().run();

    assertThat(report.isClean()).isTrue();
    assertThat(report.of(ImportCounter.OWN)).isEqualTo(1);
    assertThat(report.of(ImportCounter.COPIED)).isZero();
    assertThat(Adopt.run(store, instance, true, _ -> {})).isFalse();
    assertThat(Adopt.run(store, BENCH0, true, _ -> {})).isFalse();
  }

  @Test
  void aCounterContinuesFromWhatItWasInSpawn() throws Exception {
    copying().run();
    CompletableFuture<LoadResult> loaded = new CompletableFuture<>();

    try (StateManager manager =
        new StateManager(
            store,
            (system, name) -> List.of(ActorId.named(system, name)),
            new StateConfig(2, 1000, 100, 1 << 20, 0, 1_000),
            TimeSource.SYSTEM,
            new StoreHealth(TimeSource.SYSTEM, 1_000))) {
      manager.load(ActorId.named(SYSTEM, "bench0"), Runnable::run, loaded::complete);
      await().until(loaded::isDone);
    }

    assertThat(loaded.join())
        .isInstanceOfSatisfying(
            LoadResult.Found.class, found -> assertThat(found.revision()).isEqualTo(241));
    assertThat(store.history().list(BENCH0, Long.MAX_VALUE, 100)).hasSize(31);
  }

  @Test
  void aDatabaseOfAnEarlierSpawnHasNoHistory() throws Exception {
    execute(url, "DROP TABLE historical_snapshots");

    Report report = copying().run();

    assertThat(report.isClean()).isTrue();
    assertThat(report.of(ImportCounter.COPIED)).isEqualTo(10);
  }

  @Test
  void aDatabaseThatIsNotSpawnsIsRefused() throws Exception {
    execute(url, "DROP TABLE snapshots");

    assertThatThrownBy(() -> copying().run())
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("Cannot read Spawn's database: ")
        .hasMessageContaining("snapshots");
  }

  private Copying copying() {
    return new Copying(url, "", store);
  }

  private static ActorKey waiting(String name) {
    return Adoption.waitingKey(SYSTEM, name);
  }

  private List<ActorKey> waiting() throws StoreException {
    return store.imports().actors("", Optional.empty(), 10_000);
  }

  /** A store that is gone when the second page comes. */
  private static final class FailingAtTheSecondPage extends ForwardingStore {
    private final MemoryStore store;

    FailingAtTheSecondPage(MemoryStore store) {
      super(store);
      this.store = store;
    }

    @Override
    public ImportStore imports() {
      return new ImportStore() {
        @Override
        public List<Boolean> put(List<Imported> actors) throws StoreException {
          if (!store.imports().actors("", Optional.empty(), 1).isEmpty()) {
            throw new StoreUnavailableException("gone");
          }
          return store.imports().put(actors);
        }

        @Override
        public boolean move(ActorKey from, ActorKey to) throws StoreException {
          return store.imports().move(from, to);
        }

        @Override
        public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
            throws StoreException {
          return store.imports().actors(system, after, limit);
        }
      };
    }
  }
}
