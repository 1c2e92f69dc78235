package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore.Imported;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How actors are taken over with their past, moved and listed. */
interface ImportContract extends StoreUnderTest {

  private static Snapshot at(long revision) {
    return new Snapshot(revision, ("at " + revision).getBytes(UTF_8));
  }

  private static Imported imported(ActorKey key, long current, long... history) {
    return new Imported(
        key, at(current), LongStream.of(history).mapToObj(ImportContract::at).toList());
  }

  private List<Long> history(ActorKey key) throws StoreException {
    return store().history().list(key, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
        .map(HistoryStore.Entry::revision)
        .toList();
  }

  @Test
  default void anActorIsTakenOverWithItsPast() throws StoreException {
    assertThat(store().imports().put(List.of(imported(ANN, 41, 7, 12), imported(BOB, 1))))
        .containsExactly(true, true);
    assertStored(ANN, 41, "at 41");
    assertStored(BOB, 1, "at 1");
    assertThat(history(ANN)).containsExactly(12L, 7L);
    assertThat(store().history().atOrBefore(ANN, 40)).contains(at(12));
    assertThat(store().history().list(ANN, Long.MAX_VALUE, 1).getFirst().bytes()).isEqualTo(5);
    assertThat(history(BOB)).isEmpty();
  }

  @Test
  default void anActorThatWasTakenOverIsSavedOnItsRevision() throws StoreException {
    store().imports().put(List.of(imported(ANN, 41)));
    assertThat(save(ANN, 0, "anew", WRITER)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 41, "next", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 42, "next");
  }

  @Test
  default void anActorThatIsThereIsNotTakenOver() throws StoreException {
    save(ANN, 0, "mine", WRITER);
    assertThat(
            store()
                .imports()
                .put(List.of(imported(ANN, 41, 7), imported(BOB, 2, 1), imported(BOB, 9, 8))))
        .containsExactly(false, true, false);
    assertStored(ANN, 1, "mine");
    assertThat(history(ANN)).isEmpty();
    assertStored(BOB, 2, "at 2");
    assertThat(history(BOB)).containsExactly(1L);
  }

  @Test
  default void takingOverAgainChangesNothing() throws StoreException {
    assertThat(store().imports().put(List.of())).isEmpty();
    List<Imported> actors = List.of(imported(ANN, 41, 7));
    store().imports().put(actors);
    assertThat(store().imports().put(actors)).containsExactly(false);
    assertStored(ANN, 41, "at 41");
  }

  @Test
  default void theLimitOfHistoriesAppliesFromTheNextKeptSaveOn() throws StoreException {
    int limit = settings().historyLimit();
    long[] past = LongStream.rangeClosed(1, limit + 5).toArray();
    store().imports().put(List.of(imported(ANN, limit + 6, past), imported(BOB, 2, 1)));
    assertThat(history(ANN)).hasSize(limit + 5);
    save(new Save(ANN, limit + 6, new byte[0], WRITER, true, List.of(), List.of()));
    assertThat(history(ANN)).hasSize(limit).startsWith(limit + 7L);
    assertThat(history(BOB)).containsExactly(1L);
  }

  @Test
  default void anActorMovesWithItsHistory() throws StoreException {
    ActorKey adopted = new ActorKey("shop", "customer", "ann");
    store().imports().put(List.of(imported(ANN, 41, 7, 12), imported(BOB, 5, 3)));
    assertThat(store().imports().move(ANN, adopted)).isTrue();
    assertThat(store().snapshots().load(ANN)).isEmpty();
    assertThat(history(ANN)).isEmpty();
    assertStored(adopted, 41, "at 41");
    assertThat(history(adopted)).containsExactly(12L, 7L);
    assertThat(store().history().atOrBefore(adopted, 8)).contains(at(7));
    assertThat(history(BOB)).containsExactly(3L);
    assertThat(save(adopted, 41, "next", WRITER)).isEqualTo(SAVED);
    assertThat(save(ANN, 0, "a new one", WRITER)).isEqualTo(SAVED);
  }

  @Test
  default void anActorMovesOnlyToWhereNobodyIs() throws StoreException {
    store().imports().put(List.of(imported(ANN, 41, 7), imported(BOB, 5, 3)));
    assertThat(store().imports().move(ANN, BOB)).isFalse();
    assertThat(store().imports().move(ANN, ANN)).isFalse();
    assertThat(store().imports().move(new ActorKey("shop", "", "eve"), ANN)).isFalse();
    assertStored(ANN, 41, "at 41");
    assertThat(history(ANN)).containsExactly(7L);
    assertStored(BOB, 5, "at 5");
    assertThat(history(BOB)).containsExactly(3L);
  }

  @Test
  default void movingAgainChangesNothing() throws StoreException {
    ActorKey adopted = new ActorKey("shop", "customer", "ann");
    store().imports().put(List.of(imported(ANN, 41, 7)));
    assertThat(store().imports().move(ANN, adopted)).isTrue();
    assertThat(store().imports().move(ANN, adopted)).isFalse();
    assertStored(adopted, 41, "at 41");
  }

  @Test
  default void theActorsOfASystemAreReadInPages() throws StoreException {
    List<ActorKey> carts =
        IntStream.range(0, 250).mapToObj(i -> new ActorKey("shop", "c" + i % 3, "n" + i)).toList();
    store().imports().put(carts.stream().map(key -> imported(key, 1)).toList());
    save(new ActorKey("Shop", "", "ann"), 0, "another system", WRITER);
    save(new ActorKey("shop 2", "", "ann"), 0, "another system", WRITER);

    List<ActorKey> pages = new ArrayList<>();
    Optional<ActorKey> last = Optional.empty();
    for (List<ActorKey> page = store().imports().actors("shop", last, 60);
        !page.isEmpty();
        page = store().imports().actors("shop", last, 60)) {
      assertThat(page.size()).isLessThanOrEqualTo(60);
      pages.addAll(page);
      last = Optional.of(page.getLast());
    }
    assertThat(pages).containsExactlyInAnyOrderElementsOf(carts);
    assertThat(store().imports().actors("bank", Optional.empty(), 60)).isEmpty();
  }
}
