package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.delivery.DeadLetters.Filter;
import io.actorproxy.delivery.DeadLetters.Step;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an operator does to many dead letters. */
final class DeadLettersTest {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);

  private final ManualTime time = new ManualTime();
  private final MemoryStore memory = new MemoryStore(1 << 20);
  private final List<String> calls = new ArrayList<>();
  private final MessageStore store = WatchedMessages.of(memory.messages(), calls::add);
  private final SteppedOutbox outbox =
      new SteppedOutbox(
          store,
          SteppedOutbox.config(100_000),
          SteppedOutbox.rules(DeliveryPolicy.AT_MOST_ONCE, 40, 10),
          time,
          (_, _, replyTo) -> replyTo.reply(Reply.ACCEPTED));
  private final DeadLetters letters = new StoredMessages(store, outbox.outbox()).deadLetters();

  private static Message message(long number, ActorKey target) {
    return Message.untried(
        new MessageId(0, number), MessageKind.EFFECT, target, 0, 0, 0, new byte[0]);
  }

  private void die(long number, ActorKey target, String failure, long diedAt)
      throws StoreException {
    memory.messages().add(List.of(message(number, target)));
    memory
        .messages()
        .record(0, List.of(new Attempt(new MessageId(0, number), 0, 1, diedAt, failure, true)));
  }

  private static ActorKey actor(String name) {
    return new ActorKey("shop", "cart", name);
  }

  private Filter all() {
    return new Filter(ALL, "", "", "", "", letters.diedUntil(0));
  }

  private static Filter all(long diedUntil) {
    return new Filter(ALL, "", "", "", "", diedUntil);
  }

  private long dead() throws StoreException {
    return memory.messages().count(ALL, true);
  }

  private long waiting() throws StoreException {
    return memory.messages().count(ALL, false);
  }

  private interface Deed {
    Step step(Optional<MessageCursor> after) throws StoreException;
  }

  private static long toTheEnd(Deed deed) throws StoreException {
    long letters = 0;
    Optional<MessageCursor> after = Optional.empty();
    do {
      Step step = deed.step(after);
      assertThat(step.stopped()).isNull();
      letters += step.letters();
      after = step.next();
    } while (after.isPresent());
    return letters;
  }

  @Test
  void aFilterMeansWhatItSays() throws StoreException {
    die(1, actor("a"), "HOST_CLOSED: the host", 10);
    die(2, actor("b"), "HOST_CLOSED: the host", 20);
    die(3, new ActorKey("shop", "", "ledger"), "HOST_STATUS: 500", 30);
    die(4, new ActorKey("bank", "cart", "a"), "HOST_STATUS: 500", 40);

    assertThat(letters.count(all(), Optional.empty()).codes())
        .isEqualTo(Map.of("HOST_CLOSED", 2L, "HOST_STATUS", 2L));
    assertThat(count("shop", "", "", "", 100)).isEqualTo(3);
    assertThat(count("", "cart", "", "", 100)).isEqualTo(3);
    assertThat(count("", "ledger", "", "", 100)).isEqualTo(1);
    assertThat(count("", "", "a", "", 100)).isEqualTo(2);
    assertThat(count("shop", "cart", "a", "HOST_CLOSED", 100)).isEqualTo(1);
    assertThat(count("", "", "", "HOST_CLO", 100)).isZero();
    assertThat(count("", "", "", "", 20)).isEqualTo(2);
    Filter schedules = new Filter(EnumSet.of(MessageKind.SCHEDULE), "", "", "", "", Long.MAX_VALUE);
    assertThat(letters.count(schedules, Optional.empty()).letters()).isZero();
    assertThat(dead()).isEqualTo(4);
  }

  private long count(String system, String type, String name, String code, long diedUntil)
      throws StoreException {
    Filter filter = new Filter(ALL, system, type, name, code, diedUntil);
    return letters.count(filter, Optional.empty()).letters();
  }

  @Test
  void onlyWhatTheFilterSaysIsBroughtBackOrRemoved() throws StoreException {
    die(1, actor("a"), "HOST_CLOSED: the host", 10);
    die(2, actor("b"), "HOST_STATUS: 500", 20);
    die(3, actor("c"), "HOST_TIMEOUT: late", 30);

    Filter closed = new Filter(ALL, "", "", "", "HOST_CLOSED", 100);
    assertThat(letters.redrive(closed, Optional.empty()).letters()).isEqualTo(1);
    Filter status = new Filter(ALL, "", "", "", "HOST_STATUS", 100);
    assertThat(letters.discard(status, Optional.empty()).letters()).isEqualTo(1);

    assertThat(waiting()).isEqualTo(1);
    assertThat(dead()).isEqualTo(1);
    assertThat(memory.messages().find(new MessageId(0, 2))).isEmpty();
  }

  @Test
  void manyAreChangedInStepsOfBoundedTransactionsWithoutReadingContents() throws StoreException {
    for (int i = 0; i < 12_345; i++) {
      die(i, actor("a" + i), "HOST_CLOSED: the host", i / 2);
    }

    assertThat(toTheEnd(after -> letters.count(all(10_000), after))).isEqualTo(12_345);
    assertThat(letters.count(all(10_000), Optional.empty()).letters()).isEqualTo(5_000);
    assertThat(toTheEnd(after -> letters.discard(all(10_000), after))).isEqualTo(12_345);

    assertThat(dead()).isZero();
    assertThat(calls).containsOnly("heads", "removeDead");
    assertThat(calls).filteredOn("removeDead"::equals).hasSize(13);
  }

  @Test
  void aRunThatEndedEarlyGoesOnWithWhatIsLeft() throws StoreException {
    for (int i = 0; i < 6_000; i++) {
      die(i, actor("a" + i), "HOST_CLOSED: the host", 7);
    }
    assertThat(letters.discard(all(10), Optional.empty()).letters()).isEqualTo(5_000);
    assertThat(letters.discard(all(10), Optional.empty()).letters()).isEqualTo(1_000);
    assertThat(dead()).isZero();
  }

  @Test
  void thoseForWhichThereIsNoRoomStayDeadAndTheOperatorHearsOfIt() throws StoreException {
    for (int i = 0; i < 60; i++) {
      die(i, actor("a" + i), "HOST_CLOSED: the host", i);
    }
    outbox.step(); // Counts them: more than the limit of dead letters.

    Step step = letters.redrive(all(1_000), Optional.empty());

    assertThat(step.letters()).isEqualTo(40);
    assertThat(step.next()).isEmpty();
    assertThat(step.stopped()).extracting(Failure::code).isEqualTo(ErrorCode.OUTBOX_FULL);
    assertThat(dead()).isEqualTo(20);
    assertThat(outbox.outbox().waiting()).isEqualTo(40);
    assertThat(outbox.outbox().deadLetters()).isEqualTo(20);
    MessageId youngest = new MessageId(0, 59);
    assertThatThrownBy(() -> new StoredMessages(store, outbox.outbox()).redrive(youngest))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.OUTBOX_FULL));
  }

  @Test
  void thoseThatDieAgainMeanwhileStayDead() throws StoreException {
    die(1, actor("a"), "HOST_CLOSED: the host", 10);
    assertThat(letters.redrive(all(10), Optional.empty()).letters()).isEqualTo(1);
    memory
        .messages()
        .record(
            0,
            List.of(
                new Attempt(
                    new MessageId(0, 1), time.epochMillis(), 1, 11, "HOST_CLOSED: again", true)));
    assertThat(letters.redrive(all(10), Optional.empty()).letters()).isZero();
  }

  @Test
  void severalOperatorsAtOnceCountEachLetterOnce() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      die(i, new ActorKey("sys", "", "a"), "HOST_CLOSED: x", i);
    }
    time.advanceMillis(10_000);
    Filter everything = new Filter(ALL, "", "", "", "", time.epochMillis());
    List<CompletableFuture<Long>> operators = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      operators.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return letters.discard(everything, Optional.empty()).letters();
                } catch (StoreException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    long removed = 0;
    for (CompletableFuture<Long> operator : operators) {
      removed += operator.get();
    }

    assertThat(removed).isEqualTo(5_000);
  }
}
