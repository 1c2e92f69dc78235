package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of an actor that is removed: nothing, and nothing else goes with it. */
interface RemovalContract extends StoreUnderTest {

  private List<Long> kept(ActorKey key) throws StoreException {
    return store().history().list(key, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
        .map(HistoryStore.Entry::revision)
        .toList();
  }

  private void keep(ActorKey key, int revisions) throws StoreException {
    for (int i = 0; i < revisions; i++) {
      byte[] state = ("at " + (i + 1)).getBytes(UTF_8);
      assertThat(save(new Save(key, i, state, WRITER, true, List.of(), List.of())))
          .isEqualTo(SAVED);
    }
  }

  @Test
  default void anActorIsRemovedWithItsHistory() throws StoreException {
    keep(ANN, 3);
    keep(BOB, 2);
    assertThat(store().snapshots().remove(List.of(ANN, new ActorKey("shop", "", "eve"))))
        .isEqualTo(1);
    assertThat(store().snapshots().load(ANN)).isEmpty();
    assertThat(store().history().atOrBefore(ANN, Long.MAX_VALUE)).isEmpty();
    assertThat(kept(ANN)).isEmpty();
    assertStored(BOB, 2, "at 2");
    assertThat(kept(BOB)).containsExactly(2L, 1L);
  }

  @Test
  default void nothingOfARemovedActorComesBackWithItsName() throws StoreException {
    keep(ANN, 3);
    store().snapshots().remove(List.of(ANN));
    keep(ANN, 1);
    assertThat(kept(ANN)).containsExactly(1L);
    assertStored(ANN, 1, "at 1");
  }

  @Test
  default void aSaveOfARemovedActorIsRefused() throws StoreException {
    save(ANN, 0, "first", WRITER);
    assertThat(store().snapshots().remove(List.of(ANN))).isEqualTo(1);
    assertThat(save(ANN, 1, "late", WRITER)).isEqualTo(CONFLICT);
    assertThat(store().snapshots().load(ANN)).isEmpty();
  }

  @Test
  default void removingAgainChangesNothing() throws StoreException {
    assertThat(store().snapshots().remove(List.of())).isZero();
    save(ANN, 0, "first", WRITER);
    assertThat(store().snapshots().remove(List.of(ANN))).isEqualTo(1);
    assertThat(store().snapshots().remove(List.of(ANN))).isZero();
  }
}
