package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a save does: compare and set, batches, repetitions, limits. */
interface SavingContract extends StoreUnderTest {

  @Test
  default void anActorThatWasNeverSavedIsAbsent() throws StoreException {
    assertThat(store().snapshots().load(ANN)).isEmpty();
  }

  @Test
  default void actorsThatAreLoadedTogetherComeInTheOrderOfTheirKeys() throws StoreException {
    ActorKey eve = new ActorKey("shop", "", "eve");
    save(ANN, 0, "ann", WRITER);
    save(eve, 0, "eve", WRITER);
    save(eve, 1, "eve again", WRITER);

    assertThat(store().snapshots().load(List.of(eve, BOB, ANN, eve)))
        .containsExactly(
            Optional.of(new Snapshot(2, "eve again".getBytes(UTF_8))),
            Optional.empty(),
            Optional.of(new Snapshot(1, "ann".getBytes(UTF_8))),
            Optional.of(new Snapshot(2, "eve again".getBytes(UTF_8))));
    assertThat(store().snapshots().load(List.of())).isEmpty();
    assertThat(store().snapshots().loadBatch()).isPositive();
    save(ANN, 1, "new", WRITER);
    assertThat(store().snapshots().load(List.of(BOB, ANN)))
        .as("what was saved since")
        .containsExactly(Optional.empty(), Optional.of(new Snapshot(2, "new".getBytes(UTF_8))));
  }

  @Test
  default void whatIsLoadedTogetherEndsWithTheStateThatReachesTheBound() throws StoreException {
    ActorKey eve = new ActorKey("shop", "", "eve");
    save(ANN, 0, "a".repeat(100), WRITER);
    save(BOB, 0, "b".repeat(4_000), WRITER);
    save(eve, 0, "e".repeat(30), WRITER);
    List<ActorKey> keys = List.of(new ActorKey("shop", "", "nobody"), ANN, BOB, eve);

    assertThat(sizes(keys, 1)).containsExactly(0, 100);
    assertThat(sizes(keys, 100)).containsExactly(0, 100);
    assertThat(sizes(keys, 2_000)).containsExactly(0, 100, 4_000);
    assertThat(sizes(keys, 4_100)).containsExactly(0, 100, 4_000);
    assertThat(sizes(keys, 5_000)).containsExactly(0, 100, 4_000, 30);
    assertThat(sizes(List.of(BOB, ANN, eve, ANN), 200)).containsExactly(4_000);
    assertThat(sizes(keys, Long.MAX_VALUE)).containsExactly(0, 100, 4_000, 30);
  }

  private List<Integer> sizes(List<ActorKey> keys, long maxBytes) throws StoreException {
    return store().snapshots().load(keys, maxBytes).stream()
        .map(snapshot -> snapshot.map(found -> found.state().length).orElse(0))
        .toList();
  }

  @Test
  default void theFirstSaveCreatesRevisionOne() throws StoreException {
    assertThat(save(ANN, 0, "new", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 1, "new");
  }

  @Test
  default void eachAcceptedSaveRaisesTheRevisionByOne() throws StoreException {
    for (int revision = 0; revision < 5; revision++) {
      assertThat(save(ANN, revision, "state " + revision, WRITER)).isEqualTo(SAVED);
      assertStored(ANN, revision + 1, "state " + revision);
    }
  }

  @Test
  default void aNewWriterGoesOnFromTheStoredRevision() throws StoreException {
    save(ANN, 0, "old", WRITER);
    assertThat(save(ANN, 1, "new", RIVAL)).isEqualTo(SAVED);
    assertStored(ANN, 2, "new");
  }

  @Test
  default void aSaveOnAnOldRevisionIsRefusedAndChangesNothing() throws StoreException {
    save(ANN, 0, "first", WRITER);
    save(ANN, 1, "second", WRITER);
    assertThat(save(ANN, 0, "stale", RIVAL)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 1, "stale", RIVAL)).isEqualTo(CONFLICT);
    assertStored(ANN, 2, "second");
  }

  @Test
  default void aSaveOnARevisionThatIsNotThereYetIsRefused() throws StoreException {
    save(ANN, 0, "first", WRITER);
    assertThat(save(ANN, 2, "early", WRITER)).isEqualTo(CONFLICT);
    assertThat(save(BOB, 1, "early", WRITER)).isEqualTo(CONFLICT);
    assertStored(ANN, 1, "first");
    assertThat(store().snapshots().load(BOB)).isEmpty();
  }

  @Test
  default void anEmptyBatchSavesNothing() throws StoreException {
    assertThat(store().snapshots().save(List.of())).isEmpty();
  }

  @Test
  default void oneLoserDoesNotFailItsBatch() throws StoreException {
    ActorKey eve = new ActorKey("shop", "", "eve");
    save(BOB, 0, "taken", RIVAL);
    List<SaveResult> results =
        store()
            .snapshots()
            .save(
                List.of(
                    saveOf(ANN, 0, "ann", WRITER),
                    saveOf(BOB, 0, "lost", WRITER),
                    saveOf(eve, 0, "eve", WRITER)));
    assertThat(results).containsExactly(SAVED, CONFLICT, SAVED);
    assertStored(ANN, 1, "ann");
    assertStored(BOB, 1, "taken");
    assertStored(eve, 1, "eve");
  }

  @Test
  default void savesOfOneActorInABatchBuildOnEachOther() throws StoreException {
    List<Save> batch =
        List.of(
            saveOf(ANN, 0, "one", WRITER),
            saveOf(ANN, 1, "two", WRITER),
            saveOf(ANN, 2, "three", WRITER));
    assertThat(store().snapshots().save(batch)).containsExactly(SAVED, SAVED, SAVED);
    assertStored(ANN, 3, "three");
  }

  @Test
  default void ofTwoRivalsInABatchTheFirstWins() throws StoreException {
    List<Save> batch = List.of(saveOf(ANN, 0, "mine", WRITER), saveOf(ANN, 0, "theirs", RIVAL));
    assertThat(store().snapshots().save(batch)).containsExactly(SAVED, CONFLICT);
    assertStored(ANN, 1, "mine");
  }

  @Test
  default void aRepeatedSaveOfTheSameWriterIsAcceptedAndOverwrites() throws StoreException {
    save(ANN, 0, "first", WRITER);
    assertThat(save(ANN, 0, "first, repeated", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 1, "first, repeated");
    save(ANN, 1, "second", WRITER);
    assertThat(save(ANN, 1, "second, repeated", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 2, "second, repeated");
  }

  @Test
  default void aRepeatedBatchWithSeveralSavesOfOneActorIsAcceptedWhole() throws StoreException {
    List<Save> batch = List.of(saveOf(ANN, 0, "one", WRITER), saveOf(ANN, 1, "two", WRITER));
    store().snapshots().save(batch);
    assertThat(store().snapshots().save(batch)).containsExactly(SAVED, SAVED);
    assertStored(ANN, 2, "two");
  }

  @Test
  default void aRepetitionOfAnotherWritersSaveIsRefused() throws StoreException {
    save(ANN, 0, "first", WRITER);
    assertThat(save(ANN, 0, "first", RIVAL)).isEqualTo(CONFLICT);
    save(ANN, 1, "second", WRITER);
    assertThat(save(ANN, 1, "second", RIVAL)).isEqualTo(CONFLICT);
    assertStored(ANN, 2, "second");
  }

  @Test
  default void aFencedWriterIsRefusedForGood() throws StoreException {
    save(ANN, 0, "first", WRITER);
    save(ANN, 1, "second", RIVAL);
    assertThat(save(ANN, 0, "late", WRITER)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 1, "late", WRITER)).isEqualTo(CONFLICT);
    assertStored(ANN, 2, "second");
  }

  @Test
  default void writersDifferInEachOfTheirBits() throws StoreException {
    save(ANN, 0, "first", Long.MIN_VALUE);
    assertThat(save(ANN, 0, "rival", 0)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 0, "rival", Long.MIN_VALUE + 1)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 0, "again", Long.MIN_VALUE)).isEqualTo(SAVED);
  }

  @Test
  default void aStateAtTheLimitIsSavedAndOneByteMoreIsNot() throws StoreException {
    String largest = "x".repeat(settings().maxStateBytes());
    assertThat(save(ANN, 0, largest, WRITER)).isEqualTo(SAVED);
    assertThat(save(ANN, 1, largest + "x", WRITER)).isEqualTo(TOO_LARGE);
    assertStored(ANN, 1, largest);
  }

  @Test
  default void anOversizeStateDoesNotFailItsBatch() throws StoreException {
    String oversize = "x".repeat(settings().maxStateBytes() + 1);
    List<Save> batch = List.of(saveOf(ANN, 0, oversize, WRITER), saveOf(BOB, 0, "bob", WRITER));
    assertThat(store().snapshots().save(batch)).containsExactly(TOO_LARGE, SAVED);
    assertThat(store().snapshots().load(ANN)).isEmpty();
    assertStored(BOB, 1, "bob");
  }

  @Test
  default void anEmptyStateIsAState() throws StoreException {
    assertThat(save(ANN, 0, "", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 1, "");
  }

  @Test
  default void everyByteComesBackUnchanged() throws StoreException {
    byte[] state = new byte[512];
    for (int i = 0; i < state.length; i++) {
      state[i] = (byte) i;
    }
    store().snapshots().save(List.of(new Save(ANN, 0, state.clone(), WRITER)));
    assertThat(store().snapshots().load(ANN)).contains(new Snapshot(1, state));
  }
}
