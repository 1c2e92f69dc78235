package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which earlier states are kept, for how long, and how they are found. */
interface HistoryContract extends StoreUnderTest {

  /** A save whose revision enters the history. */
  private static Save kept(ActorKey key, long expectedRevision, String state) {
    return new Save(
        key, expectedRevision, state.getBytes(UTF_8), WRITER, true, List.of(), List.of());
  }

  /** Saves revisions 1 to 6, of which 1, 3 and 4 are kept. The state is "at" and the revision. */
  private void saveSixAndKeepThree(ActorKey key) throws StoreException {
    for (long revision = 1; revision <= 6; revision++) {
      String state = "at " + revision;
      boolean keep = revision == 1 || revision == 3 || revision == 4;
      assertThat(
              save(
                  keep ? kept(key, revision - 1, state) : saveOf(key, revision - 1, state, WRITER)))
          .isEqualTo(SAVED);
    }
  }

  private void assertFound(ActorKey key, long wanted, long found) throws StoreException {
    assertThat(store().history().atOrBefore(key, wanted))
        .as("the state of %s at or before %d", key, wanted)
        .contains(new Snapshot(found, ("at " + found).getBytes(UTF_8)));
  }

  private List<Long> revisions(ActorKey key, long before, int limit) throws StoreException {
    return store().history().list(key, before, limit).stream()
        .map(HistoryStore.Entry::revision)
        .toList();
  }

  private List<Long> revisions(ActorKey key) throws StoreException {
    return revisions(key, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  @Test
  default void anActorThatWasNeverSavedHasNoHistory() throws StoreException {
    assertThat(revisions(ANN)).isEmpty();
    assertThat(store().history().atOrBefore(ANN, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  default void onlyWhatIsKeptEntersTheHistoryNewestFirst() throws StoreException {
    saveSixAndKeepThree(ANN);
    assertThat(revisions(ANN)).containsExactly(4L, 3L, 1L);
  }

  @Test
  default void whatIsKeptMayBeLessThanTheState() throws StoreException {
    byte[] state = "state and more".getBytes(UTF_8);
    byte[] kept = "state".getBytes(UTF_8);
    assertThat(save(new Save(ANN, 0, state, WRITER, true, List.of(), List.of(), kept)))
        .isEqualTo(SAVED);
    assertThat(save(kept(ANN, 1, "later"))).isEqualTo(SAVED);

    assertThat(store().history().atOrBefore(ANN, 1)).contains(new Snapshot(1, kept));
    assertThat(store().history().list(ANN, 2, 1).getFirst().bytes()).isEqualTo(kept.length);
  }

  @Test
  default void theNewestStateAtOrBeforeARevisionIsFound() throws StoreException {
    saveSixAndKeepThree(ANN);
    assertFound(ANN, 4, 4);
    assertFound(ANN, 3, 3);
    assertFound(ANN, 2, 1);
    assertFound(ANN, 1, 1);
    assertFound(ANN, 5, 4);
  }

  @Test
  default void theCurrentStateIsFoundThoughItWasNotKept() throws StoreException {
    saveSixAndKeepThree(ANN);
    assertFound(ANN, 6, 6);
    assertFound(ANN, Long.MAX_VALUE, 6);
  }

  @Test
  default void nothingIsFoundBeforeWhatIsKept() throws StoreException {
    save(ANN, 0, "at 1", WRITER);
    save(kept(ANN, 1, "at 2"));
    save(ANN, 2, "at 3", WRITER);
    assertThat(store().history().atOrBefore(ANN, 1)).isEmpty();
    assertThat(store().history().atOrBefore(ANN, 0)).isEmpty();
    assertFound(ANN, 2, 2);
  }

  @Test
  default void anEntryTellsWhenItWasSavedAndHowLargeTheStateIs() throws StoreException {
    long before = System.currentTimeMillis();
    save(kept(ANN, 0, ""));
    save(kept(ANN, 1, "y".repeat(70_000)));
    long after = System.currentTimeMillis();

    List<HistoryStore.Entry> entries = store().history().list(ANN, Long.MAX_VALUE, 10);
    assertThat(entries).extracting(HistoryStore.Entry::bytes).containsExactly(70_000, 0);
    long slack = 60_000; // The clock may be another one than ours.
    assertThat(entries)
        .allSatisfy(entry -> assertThat(entry.savedAt()).isBetween(before - slack, after + slack));
  }

  @Test
  default void historyIsReadInPages() throws StoreException {
    saveSixAndKeepThree(ANN);
    assertThat(revisions(ANN, Long.MAX_VALUE, 2)).containsExactly(4L, 3L);
    assertThat(revisions(ANN, 3, 2)).containsExactly(1L);
    assertThat(revisions(ANN, 1, 2)).isEmpty();
  }

  @Test
  default void eachActorHasAHistoryOfItsOwn() throws StoreException {
    ActorKey likeAnn = new ActorKey("shop", "Ann", "ann");
    saveSixAndKeepThree(ANN);
    save(kept(BOB, 0, "at 1"));
    save(BOB, 1, "at 2", WRITER);
    assertThat(revisions(ANN)).containsExactly(4L, 3L, 1L);
    assertThat(revisions(BOB)).containsExactly(1L);
    assertThat(revisions(likeAnn)).isEmpty();
    assertThat(store().history().atOrBefore(likeAnn, 6)).isEmpty();
  }

  @Test
  default void aHistoryHoldsTheNewestRevisionsUpToItsLimit() throws StoreException {
    int limit = settings().historyLimit();
    List<Save> batch = new ArrayList<>();
    for (int revision = 1; revision <= limit + 3; revision++) {
      batch.add(kept(ANN, revision - 1, "at " + revision));
    }
    batch.add(kept(BOB, 0, "at 1"));
    assertThat(store().snapshots().save(batch)).containsOnly(SAVED);

    assertThat(revisions(ANN)).hasSize(limit).startsWith((long) limit + 3).endsWith(4L);
    assertThat(store().history().atOrBefore(ANN, 3)).isEmpty();
    assertThat(revisions(BOB)).containsExactly(1L);

    save(ANN, limit + 3, "not kept", WRITER);
    assertThat(revisions(ANN)).hasSize(limit);
  }

  @Test
  default void aFullHistoryHoldsItsLimitAfterEachSave() throws StoreException {
    int limit = settings().historyLimit();
    for (int revision = 1; revision <= 3 * limit; revision++) {
      save(kept(ANN, revision - 1, "at " + revision));
      if (revision >= limit) {
        assertThat(revisions(ANN))
            .hasSize(limit)
            .startsWith((long) revision)
            .endsWith(revision - limit + 1L);
        assertFound(ANN, revision - limit / 2, revision - limit / 2);
        assertThat(store().history().atOrBefore(ANN, revision - limit)).isEmpty();
      }
    }
  }

  @Test
  default void aHistoryOfNoRevisionsHoldsNothing() throws StoreException {
    reopenWithHistoryLimit(0);
    save(kept(ANN, 0, "at 1"));
    save(kept(ANN, 1, "at 2"));
    assertThat(revisions(ANN)).isEmpty();
    assertThat(store().history().atOrBefore(ANN, 1)).isEmpty();
    assertFound(ANN, 2, 2);
  }

  @Test
  default void aRefusedSaveLeavesNoHistory() throws StoreException {
    save(ANN, 0, "at 1", RIVAL);
    assertThat(save(kept(ANN, 0, "refused"))).isEqualTo(CONFLICT);
    assertThat(revisions(ANN)).isEmpty();
  }

  @Test
  default void aRepeatedSaveIsInTheHistoryOnce() throws StoreException {
    save(kept(ANN, 0, "at 1"));
    save(kept(ANN, 0, "at 1"));
    save(kept(ANN, 1, "at 2"));
    save(kept(ANN, 0, "at 1"));
    assertThat(revisions(ANN)).containsExactly(2L, 1L);
    assertFound(ANN, 1, 1);
  }
}
