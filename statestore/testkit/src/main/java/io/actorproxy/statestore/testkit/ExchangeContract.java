package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;
import static io.actorproxy.statestore.testkit.MessageWords.due;
import static io.actorproxy.statestore.testkit.MessageWords.exchange;
import static io.actorproxy.statestore.testkit.MessageWords.id;
import static io.actorproxy.statestore.testkit.MessageWords.ids;
import static io.actorproxy.statestore.testkit.MessageWords.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a save sends and consumes is stored with its state or not at all. */
interface ExchangeContract extends MessageWords {

  @Test
  default void anAcceptedSaveSends() throws StoreException {
    Message first = message(1, 10);
    Message second = message(2, 20);
    assertThat(save(exchange(ANN, 0, "sent", WRITER, List.of(first, second), List.of())))
        .isEqualTo(SAVED);
    assertStored(ANN, 1, "sent");
    assertThat(alive()).containsExactly(first, second);
  }

  @Test
  default void anAcceptedSaveConsumes() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 20), message(3, 30)));
    assertThat(save(exchange(ANN, 0, "taken in", WRITER, List.of(), ids(1, 3)))).isEqualTo(SAVED);
    assertStored(ANN, 1, "taken in");
    assertThat(alive()).containsExactly(message(2, 20));
    assertThat(messages().find(id(1))).isEmpty();
  }

  @Test
  default void aDeadLetterCanBeConsumed() throws StoreException {
    messages().add(List.of(message(1, 10)));
    messages().record(OWNER, List.of(attempt(id(1), 1, 10, "no such action", true)));
    assertThat(save(exchange(ANN, 0, "late", WRITER, List.of(), ids(1)))).isEqualTo(SAVED);
    assertThat(dead()).isEmpty();
  }

  @Test
  default void aRefusedSaveNeitherSendsNorConsumes() throws StoreException {
    save(ANN, 0, "taken", RIVAL);
    messages().add(List.of(message(1, 10)));
    String oversize = "x".repeat(settings().maxStateBytes() + 1);
    List<Message> sends = List.of(message(2, 20));
    assertThat(
            store()
                .snapshots()
                .save(
                    List.of(
                        exchange(ANN, 0, "lost", WRITER, sends, ids(1)),
                        exchange(ANN, 5, "early", WRITER, sends, ids(1)),
                        exchange(BOB, 3, "early", WRITER, sends, ids(1)),
                        exchange(BOB, 0, oversize, WRITER, sends, ids(1)))))
        .containsExactly(CONFLICT, CONFLICT, CONFLICT, TOO_LARGE);
    assertThat(alive()).containsExactly(message(1, 10));
    assertStored(ANN, 1, "taken");
    assertThat(store().snapshots().load(BOB)).isEmpty();
  }

  @Test
  default void aSaveThatConsumesWhatIsNotThereStoresNothingOfIt() throws StoreException {
    save(ANN, 0, "old", WRITER);
    messages().add(List.of(message(1, 10)));
    assertThat(
            save(new Save(ANN, 1, new byte[0], WRITER, true, List.of(message(3, 30)), ids(1, 2))))
        .isEqualTo(CONSUMED);
    assertThat(save(exchange(BOB, 0, "new", WRITER, List.of(message(3, 30)), ids(2))))
        .isEqualTo(CONSUMED);

    assertStored(ANN, 1, "old");
    assertThat(store().history().list(ANN, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(store().snapshots().load(BOB)).isEmpty();
    assertThat(alive()).containsExactly(message(1, 10));
  }

  @Test
  default void aSaveThatIsRefusedAsConsumedDoesNotFailItsBatch() throws StoreException {
    ActorKey eve = new ActorKey("shop", "", "eve");
    messages().add(List.of(message(1, 10), message(2, 20)));
    assertThat(
            store()
                .snapshots()
                .save(
                    List.of(
                        exchange(ANN, 0, "ann", WRITER, List.of(message(11, 11)), ids(1)),
                        exchange(BOB, 0, "bob", WRITER, List.of(message(12, 12)), ids(2, 9)),
                        exchange(eve, 0, "eve", WRITER, List.of(message(13, 13)), List.of()))))
        .containsExactly(SAVED, CONSUMED, SAVED);
    assertStored(ANN, 1, "ann");
    assertThat(store().snapshots().load(BOB)).isEmpty();
    assertStored(eve, 1, "eve");
    assertThat(alive()).containsExactly(message(11, 11), message(13, 13), message(2, 20));
  }

  @Test
  default void aConflictIsToldBeforeAMissingMessage() throws StoreException {
    save(ANN, 0, "taken", RIVAL);
    assertThat(save(exchange(ANN, 0, "lost", WRITER, List.of(), ids(1)))).isEqualTo(CONFLICT);
  }

  @Test
  default void afterASaveThatWasRefusedAsConsumedTheSameRevisionCanBeSaved() throws StoreException {
    save(exchange(ANN, 0, "refused", WRITER, List.of(), ids(1)));
    assertThat(save(ANN, 1, "built on it", WRITER)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 0, "without it", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 1, "without it");
  }

  @Test
  default void aMessageIsConsumedOnce() throws StoreException {
    messages().add(List.of(message(1, 10)));
    save(exchange(ANN, 0, "first", WRITER, List.of(), ids(1)));
    assertThat(save(exchange(ANN, 1, "again", WRITER, List.of(), ids(1)))).isEqualTo(CONSUMED);
    assertThat(save(exchange(BOB, 0, "me too", WRITER, List.of(), ids(1)))).isEqualTo(CONSUMED);
    assertStored(ANN, 1, "first");
  }

  @Test
  default void ofTwoConsumersInABatchTheFirstWins() throws StoreException {
    messages().add(List.of(message(1, 10)));
    assertThat(
            store()
                .snapshots()
                .save(
                    List.of(
                        exchange(ANN, 7, "refused", WRITER, List.of(), ids(1)),
                        exchange(ANN, 0, "first", WRITER, List.of(), ids(1)),
                        exchange(BOB, 0, "second", WRITER, List.of(), ids(1)))))
        .containsExactly(CONFLICT, SAVED, CONSUMED);
    assertStored(ANN, 1, "first");
    assertThat(store().snapshots().load(BOB)).isEmpty();
  }

  @Test
  default void aSaveThatBuildsOnOneRefusedAsConsumedInItsBatchIsRefused() throws StoreException {
    assertThat(
            store()
                .snapshots()
                .save(
                    List.of(
                        exchange(ANN, 0, "refused", WRITER, List.of(), ids(1)),
                        exchange(ANN, 1, "next", WRITER, List.of(message(2, 20)), List.of()),
                        saveOf(ANN, 1, "and next", WRITER))))
        .containsExactly(CONSUMED, CONFLICT, CONFLICT);
    assertThat(store().snapshots().load(ANN)).isEmpty();
    assertThat(alive()).isEmpty();
  }

  @Test
  default void aMessageThatIsThereAlreadyIsNotSentAgain() throws StoreException {
    messages().add(List.of(message(1, 10)));
    assertThat(save(exchange(ANN, 0, "sent", WRITER, List.of(message(1, 99)), List.of())))
        .isEqualTo(SAVED);
    assertThat(alive()).containsExactly(message(1, 10));
  }

  @Test
  default void aRepeatedSaveNeitherSendsNorConsumesAgain() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Save save = exchange(ANN, 0, "first", WRITER, List.of(message(2, 20)), ids(1));
    save(save);
    assertThat(save(save)).isEqualTo(SAVED);
    assertThat(alive()).containsExactly(message(2, 20));

    messages().remove(ids(2));
    messages().add(List.of(due(message(1, 10), 15)));
    assertThat(save(save)).isEqualTo(SAVED);
    assertThat(alive()).containsExactly(message(1, 15));
    assertStored(ANN, 1, "first");
  }

  @Test
  default void aRepeatedSaveThatALaterOneOvertookNeitherSendsNorConsumes() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Save first = exchange(ANN, 0, "first", WRITER, List.of(message(2, 20)), ids(1));
    Save second = exchange(ANN, 1, "second", WRITER, List.of(message(3, 30)), ids(2));
    Save third = exchange(ANN, 2, "third", WRITER, List.of(), ids(3));
    List<Save> batch = List.of(first, second, third);
    for (Save save : batch) {
      assertThat(save(save)).isEqualTo(SAVED);
    }
    assertThat(store().snapshots().save(batch)).containsExactly(SAVED, SAVED, SAVED);
    assertThat(save(first)).isEqualTo(SAVED);
    assertThat(alive()).isEmpty();
    assertStored(ANN, 3, "third");
  }

  @Test
  default void anothersRepetitionIsAConflictThoughItsMessagesAreGone() throws StoreException {
    messages().add(List.of(message(1, 10)));
    save(exchange(ANN, 0, "first", WRITER, List.of(message(2, 20)), ids(1)));
    assertThat(save(exchange(ANN, 0, "first", RIVAL, List.of(message(2, 20)), ids(1))))
        .isEqualTo(CONFLICT);
  }

  @Test
  default void aThousandSavesWithMessagesAreOneBatch() throws StoreException {
    List<Message> waiting = new ArrayList<>();
    List<Message> sent = new ArrayList<>();
    List<Save> batch = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      waiting.add(message(i, i));
      sent.add(message(10_000 + i, i));
      batch.add(
          exchange(
              new ActorKey("shop", "cart", "cart-" + i),
              0,
              "items of " + i,
              WRITER,
              List.of(sent.get(i)),
              ids(i)));
    }
    messages().add(waiting);
    assertThat(store().snapshots().save(batch)).hasSize(1_000).containsOnly(SAVED);
    assertThat(alive()).isEqualTo(sent);
  }

  @Test
  default void ofTwoProxiesThatConsumeAMessageAtTheSameTimeOneWins() throws Exception {
    for (int round = 0; round < 50; round++) {
      messages().add(List.of(message(round, 10)));
      ActorKey ann = new ActorKey("shop", "ann", "ann-" + round);
      ActorKey bob = new ActorKey("shop", "bob", "bob-" + round);
      List<Save> rivals =
          List.of(
              exchange(ann, 0, "won", WRITER, List.of(message(1_000 + round, 20)), ids(round)),
              exchange(bob, 0, "won", RIVAL, List.of(message(1_000 + round, 20)), ids(round)));
      List<SaveResult> results = saveInBothStores(rivals.getFirst(), rivals.getLast());
      assertThat(results).containsExactlyInAnyOrder(SAVED, CONSUMED);
      int winner = results.indexOf(SAVED);
      assertStored(rivals.get(winner).key(), 1, "won");
      assertThat(store().snapshots().load(rivals.get(1 - winner).key())).isEmpty();
    }
    assertThat(alive()).hasSize(50);
  }

  @Test
  default void ofTwoProxiesThatSaveAnActorAtTheSameTimeOnlyTheWinnerSends() throws Exception {
    for (int round = 0; round < 50; round++) {
      List<SaveResult> results =
          saveInBothStores(
              exchange(ANN, round, "one", WRITER, List.of(message(2L * round, 1)), List.of()),
              exchange(ANN, round, "other", RIVAL, List.of(message(2L * round + 1, 1)), List.of()));
      assertThat(results).containsExactlyInAnyOrder(SAVED, CONFLICT);
      int winner = results.indexOf(SAVED);
      assertThat(alive()).hasSize(round + 1).contains(message(2L * round + winner, 1));
    }
  }

  /** At the same time if there are two, since saves of one store come from one thread. */
  private List<SaveResult> saveInBothStores(Save one, Save other) throws Exception {
    StateStore second = other();
    if (second == store()) {
      return List.of(save(one), save(other));
    }
    return AtOnce.run(
        List.of(() -> save(one), () -> second.snapshots().save(List.of(other)).getFirst()));
  }
}
