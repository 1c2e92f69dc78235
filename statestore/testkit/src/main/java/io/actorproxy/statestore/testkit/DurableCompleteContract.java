package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.testkit.MessageWords.exchange;
import static io.actorproxy.statestore.testkit.MessageWords.id;
import static io.actorproxy.statestore.testkit.MessageWords.ids;
import static io.actorproxy.statestore.testkit.MessageWords.inLane;
import static io.actorproxy.statestore.testkit.MessageWords.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore.Imported;
import io.actorproxy.statestore.LookupStore.Registration;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What of {@link CompleteContract} outlives the process. */
interface DurableCompleteContract extends CompleteContract {

  private static Save kept(long expectedRevision, String state) {
    return new Save(
        ANN, expectedRevision, state.getBytes(UTF_8), WRITER, true, List.of(), List.of());
  }

  private List<Long> historyOfAnn() throws StoreException {
    return store().history().list(ANN, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
        .map(HistoryStore.Entry::revision)
        .toList();
  }

  @Test
  default void historiesSurviveAReopen() throws StoreException {
    save(kept(0, "one"));
    save(kept(1, "two"));
    List<HistoryStore.Entry> entries = store().history().list(ANN, Long.MAX_VALUE, 10);
    reopen();
    assertThat(store().history().list(ANN, Long.MAX_VALUE, 10)).isEqualTo(entries);
    assertThat(store().history().atOrBefore(ANN, 1))
        .contains(new Snapshot(1, "one".getBytes(UTF_8)));
  }

  @Test
  default void aShorterLimitOfHistoriesAppliesFromTheNextKeptSaveOn() throws StoreException {
    for (int revision = 0; revision < 5; revision++) {
      save(kept(revision, "state"));
    }
    reopenWithHistoryLimit(2);
    assertThat(historyOfAnn()).containsExactly(5L, 4L, 3L, 2L, 1L);
    save(kept(5, "state"));
    assertThat(historyOfAnn()).containsExactly(6L, 5L);
    reopenWithHistoryLimit(0);
    save(kept(6, "state"));
    assertThat(historyOfAnn()).isEmpty();
  }

  @Test
  default void messagesSurviveAReopen() throws StoreException {
    messages().add(List.of(message(1, 10), inLane(2, 7, 1, 20), inLane(3, 7, 2, 5)));
    save(exchange(ANN, 0, "first", WRITER, List.of(message(4, 40)), ids(1)));
    messages().claim(OWNER, ALL, 20, 300, 10);
    messages().record(OWNER, List.of(attempt(id(4), 3, 45, "no such action", true)));
    List<Message> alive = alive();
    List<Message> dead = dead();
    reopen();
    assertThat(alive()).isEqualTo(alive).hasSize(2);
    assertThat(dead()).isEqualTo(dead).hasSize(1);
    assertThat(messages().claim(OWNER, ALL, 299, 400, 10)).isEmpty();
    assertThat(messages().claim(OWNER, ALL, 300, 400, 10)).containsExactly(inLane(2, 7, 1, 400));
  }

  @Test
  default void whoseAClaimIsSurvivesAReopen() throws StoreException {
    messages().add(List.of(message(1, 10)));
    messages().add(OTHER, List.of(message(2, 100)));
    messages().claim(OWNER, ALL, 10, 100, 10);
    reopen();
    assertThat(messages().finish(OTHER, ids(1, 2))).containsExactly(id(1));
    assertThat(messages().finish(OWNER, ids(1, 2))).isEmpty();
    assertThat(alive()).isEmpty();
  }

  /** A claim takes about as long whether many messages wait for the first of their lane or few. */
  @Test
  default void whatWaitsInALaneCostsAClaimNothing() throws StoreException {
    messages().add(lane(0, 300));
    assertThat(messages().claim(OWNER, ALL, 100, 1_000, 10)).hasSize(1);
    long few = medianOfAClaim();
    for (int i = 1; i <= 30; i++) {
      messages().add(lane(i * 1_000, 1_000));
    }
    long many = medianOfAClaim();
    System.out.printf("a claim takes %,d us beside 300, %,d us beside 30,300%n", few, many);
    assertThat(many).isLessThan(10 * few + 20_000);
  }

  /** As an operator does it, in chunks. The number can be set, for figures. */
  @Test
  default void thousandsOfDeadLettersAreBroughtBackAndRemovedInSeconds() throws StoreException {
    int letters = Integer.getInteger("letters", 5_000);
    for (int first = 0; first < letters; first += 1_000) {
      messages()
          .add(
              IntStream.range(first, first + 1_000)
                  .mapToObj(number -> inLane(number, 1 + number / 10, number, 10))
                  .toList());
    }
    bury();
    long begin = System.nanoTime();
    forEachChunk(true, page -> messages().revive(idsOf(page), 30));
    long revived = System.nanoTime() - begin;
    assertThat(messages().count(ALL, false)).isEqualTo(letters);
    bury();
    begin = System.nanoTime();
    forEachChunk(true, page -> messages().removeDead(idsOf(page)));
    long removed = System.nanoTime() - begin;
    assertThat(messages().count(ALL, true)).isZero();
    System.out.printf(
        "%,d dead letters brought back in %d ms, removed in %d ms%n",
        letters, revived / 1_000_000, removed / 1_000_000);
    assertThat(Duration.ofNanos(Math.max(revived, removed))).isLessThan(Duration.ofSeconds(30));
  }

  /** Bringing back thousands of one lane does not keep the next claim busy with them. */
  @Test
  default void aLaneThatIsBroughtBackCostsAClaimNothing() throws StoreException {
    for (int first = 0; first < 5_000; first += 1_000) {
      messages().add(lane(first, 1_000));
    }
    bury();
    forEachChunk(true, page -> messages().revive(idsOf(page), 30));
    long begin = System.nanoTime();
    assertThat(messages().claim(OWNER, ALL, 100, 1_000, 10))
        .extracting(Message::id)
        .containsExactly(id(0));
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    System.out.printf("a claim from a lane brought back takes %d ms%n", taken.toMillis());
    assertThat(taken).isLessThan(Duration.ofSeconds(3));
  }

  private static List<MessageId> idsOf(List<MessageHead> page) {
    return page.stream().map(MessageHead::id).toList();
  }

  private void bury() throws StoreException {
    forEachChunk(
        false,
        page ->
            messages()
                .record(
                    OWNER,
                    page.stream()
                        .map(head -> Attempt.of(head.withoutContent(), 1, 20, "no", true))
                        .toList()));
  }

  /** What is done with some messages. */
  @FunctionalInterface
  interface Deed {
    void on(List<MessageHead> page) throws StoreException;
  }

  private void forEachChunk(boolean dead, Deed deed) throws StoreException {
    List<MessageHead> page;
    do {
      page = messages().heads(ALL, dead, Optional.empty(), 1_000);
      deed.on(page);
    } while (page.size() == 1_000);
  }

  private static List<Message> lane(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(number -> inLane(number, 7, number, 10))
        .toList();
  }

  /** In microseconds. */
  private long medianOfAClaim() throws StoreException {
    long[] micros = new long[11];
    messages().claim(OWNER, ALL, 100, 1_000, 10);
    for (int i = 0; i < micros.length; i++) {
      long begin = System.nanoTime();
      assertThat(messages().claim(OWNER, ALL, 100, 1_000, 10)).isEmpty();
      assertThat(messages().nextDue(ALL)).isPresent();
      micros[i] = (System.nanoTime() - begin) / 1_000;
    }
    Arrays.sort(micros);
    return micros[micros.length / 2];
  }

  @Test
  default void aRepetitionAfterAReopenNeitherSendsNorConsumes() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Save save = exchange(ANN, 0, "first", WRITER, List.of(message(2, 20)), ids(1));
    save(save);
    messages().remove(ids(2));
    reopen();
    assertThat(save(save)).isEqualTo(SAVED);
    assertThat(alive()).isEmpty();
    assertThat(save(exchange(BOB, 0, "late", WRITER, List.of(), ids(1)))).isEqualTo(CONSUMED);
  }

  @Test
  default void lookupsSurviveAReopen() throws StoreException {
    store().lookups().addInstances(List.of(ANN, BOB));
    store().lookups().removeInstances(List.of(BOB));
    store().lookups().putRegistration(new Registration("shop", "app", "one", new byte[] {1, 2}));
    reopen();
    assertThat(store().lookups().instances(Optional.empty(), 10)).containsExactly(ANN);
    assertThat(store().lookups().registrations("app", "one").getFirst().content())
        .containsExactly(1, 2);
  }

  @Test
  default void importsSurviveAReopen() throws StoreException {
    Snapshot current = new Snapshot(9, new byte[] {9});
    Snapshot past = new Snapshot(4, new byte[] {4});
    store().imports().put(List.of(new Imported(BOB, current, List.of(past))));
    store().imports().move(BOB, ANN);
    reopen();
    assertThat(store().snapshots().load(ANN)).contains(current);
    assertThat(store().snapshots().load(BOB)).isEmpty();
    assertThat(historyOfAnn()).containsExactly(4L);
    assertThat(store().history().atOrBefore(ANN, 4)).contains(past);
  }
}
