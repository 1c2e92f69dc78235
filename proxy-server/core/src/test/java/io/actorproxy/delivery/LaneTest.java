package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages of one sender to one receiver go one after the other, and many in one claim. */
final class LaneTest {
  private static final ActorId SENDER = ActorId.named("sys", "sender");

  private record Sent(Call call, ReplyTo replyTo) {
    Delivery delivery() {
      return requireNonNull(replyTo.delivery());
    }

    void isDone() {
      delivery().begin();
      delivery().ran();
      delivery().done(false);
    }
  }

  private final ManualTime time = new ManualTime();
  private final long startedAt = time.epochMillis();
  private final MessageStore messages = new MemoryStore(1 << 20).messages();
  private final List<String> calls = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final SteppedOutbox outbox =
      start(WatchedMessages.of(messages, calls::add), SteppedOutbox.config(100));

  private SteppedOutbox start(MessageStore store, OutboxConfig config) {
    return new SteppedOutbox(
        store, config, time, (call, _, replyTo) -> sent.add(new Sent(call, replyTo)));
  }

  private void add(int count) throws StoreException {
    List<Message> lane = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lane.add(outbox.outbox().effect(call("a", Integer.toString(i)).build(), SENDER, i));
    }
    messages.add(lane);
  }

  private List<String> actions() {
    return sent.stream().map(one -> one.call().action()).toList();
  }

  private List<Message> list(boolean dead) throws StoreException {
    return messages.list(EnumSet.allOf(MessageKind.class), dead, Optional.empty(), 100);
  }

  @Test
  void theNextMessageLeavesWhenTheOneBeforeHasRunThoughThatIsNotSaved() throws StoreException {
    add(3);
    outbox.step();
    assertThat(actions()).containsExactly("0");

    sent.getLast().delivery().ran();
    assertThat(actions()).containsExactly("0", "1");
    sent.getLast().delivery().ran();
    assertThat(actions()).containsExactly("0", "1", "2");
    assertThat(list(false)).hasSize(3);
    sent.forEach(one -> one.delivery().done(false));
    outbox.step();

    assertThat(list(false)).isEmpty();
    assertThat(outbox.outbox().inFlight()).isZero();
  }

  @Test
  void manyMessagesAreFetchedByOneClaim() throws StoreException {
    add(20);
    outbox.step();
    calls.clear();
    for (int i = 0; i < 20; i++) {
      sent.get(i).isDone();
    }
    assertThat(actions()).hasSize(20);
    assertThat(calls).doesNotContain("claim");
  }

  @Test
  void aLaneOfASlowReceiverTakesOnePlaceAndLeavesTheOthersTheirs() throws StoreException {
    OutboxConfig narrow =
        new OutboxConfig(
            20, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 1_000, 100, 1_000, false);
    SteppedOutbox crowded = start(messages, narrow);
    for (int lane = 0; lane < 12; lane++) {
      ActorId sender = ActorId.named("sys", "sender" + lane);
      List<Message> effects = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        effects.add(crowded.outbox().effect(call("slow" + lane, "act").build(), sender, i));
      }
      messages.add(effects);
      crowded.step();
    }
    assertThat(sent).hasSize(12);
    assertThat(crowded.outbox().inFlight()).isBetween(25, 12 + 20);

    messages.add(List.of(crowded.outbox().effect(call("idle", "act").build(), SENDER, 1)));
    crowded.step();
    assertThat(sent).hasSize(13);
  }

  @Test
  void afterAFailureTheOthersWaitForItInTheStore() throws StoreException {
    add(4);
    outbox.step();
    sent.getFirst().delivery().ran();
    Sent second = sent.get(1);
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.STORE_UNAVAILABLE, "not saved"));

    assertThat(second.delivery().begin()).isFalse();
    assertThat(second.replyTo().answered()).isTrue();
    outbox.step();
    assertThat(outbox.outbox().inFlight()).isZero();
    time.advanceMillis(200);
    outbox.step();
    assertThat(actions()).containsExactly("0", "1", "0");
    sent.getLast().isDone();
    outbox.step();
    assertThat(actions()).containsExactly("0", "1", "0", "1");
    sent.getLast().isDone();
    assertThat(actions()).endsWith("1", "2");
  }

  @Test
  void oneThatHasBegunBehindAFailureKeepsItsLaneUntilItEnds() throws StoreException {
    add(3);
    outbox.step();
    sent.getFirst().delivery().ran();
    Sent second = sent.get(1);
    assertThat(second.delivery().begin()).isTrue();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.STORE_UNAVAILABLE, "not saved"));
    outbox.step();
    time.advanceMillis(200);
    outbox.step();
    assertThat(actions()).containsExactly("0", "1");

    second.replyTo().reply(Reply.failed(ErrorCode.STORE_UNAVAILABLE, "not saved"));
    outbox.step();
    assertThat(actions()).containsExactly("0", "1", "0");
  }

  @Test
  void behindADeadLetterTheNextOneGoesOnceItsDeathIsStored() throws StoreException {
    add(3);
    outbox.step();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_CLOSED, "in the middle"));
    assertThat(actions()).containsExactly("0");
    calls.clear();
    outbox.outbox().writer().writeOnce();

    assertThat(actions()).containsExactly("0", "1");
    assertThat(calls).containsExactly("record");
    assertThat(list(true)).hasSize(1);
  }

  @Test
  void anOutboxThatDrainsLeavesWhatHasNotBegunToTheNextOne() throws StoreException {
    add(4);
    outbox.step();
    Sent first = sent.getFirst();
    assertThat(first.delivery().begin()).isTrue();
    outbox.outbox().drain();
    first.delivery().ran();
    first.delivery().done(false);
    outbox.outbox().writer().writeOnce();

    assertThat(actions()).containsExactly("0");
    assertThat(list(false)).hasSize(3).allMatch(message -> message.dueAt() == time.epochMillis());
    assertThat(outbox.outbox().inFlight()).isZero();
  }

  @Test
  void aMessageWhoseLeaseIsOverDoesNotBegin() throws StoreException {
    add(1);
    outbox.step();
    time.advanceMillis(10_000);

    assertThat(sent.getFirst().delivery().begin()).isFalse();
    outbox.step();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1).delivery().begin()).isTrue();
  }

  @Test
  void aCallIsUnderWayBeforeItIsInTheStore() throws StoreException {
    SteppedOutbox[] itself = new SteppedOutbox[1];
    List<ErrorCode> refusals = new ArrayList<>();
    itself[0] =
        start(
            WatchedMessages.of(
                messages,
                method -> {
                  if (method.equals("add")) {
                    refusals.add(discardAll(itself[0]));
                  }
                }),
            SteppedOutbox.config(100));
    itself[0].outbox().accept(call("a", "add").async().build(), new RecordedReply());
    itself[0].step();

    assertThat(refusals).containsExactly(ErrorCode.MESSAGE_UNDER_WAY);
    assertThat(sent).hasSize(1);
  }

  private ErrorCode discardAll(SteppedOutbox of) throws StoreException {
    try {
      new StoredMessages(messages, of.outbox())
          .discard(list(false).getFirst().id(), StoredMessages.Filter.ALL);
      return ErrorCode.INTERNAL;
    } catch (FailureException e) {
      return e.failure().code();
    }
  }

  @Test
  void theLeaseOfACallThatWaitsToBeStoredIsNotRenewed() throws StoreException {
    outbox.outbox().accept(call("a", "add").async().build(), new RecordedReply());
    time.advanceMillis(5_000);
    outbox.outbox().claims().claimOnce();
    outbox.outbox().writer().writeOnce();
    assertThat(sent.getFirst().delivery().begin()).isTrue();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_CLOSED, "in the middle"));
    outbox.step();

    assertThat(list(true)).hasSize(1);
  }

  @Test
  void whatIsClaimedBehindAFailureThatIsStillToBeRecordedWaitsForIt() throws StoreException {
    messages.add(List.of(outbox.outbox().effect(call("a", "0").build(), SENDER, 0)));
    outbox.step();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.INIT_FAILED, "not ready"));
    messages.add(List.of(outbox.outbox().effect(call("a", "1").build(), SENDER, 1)));
    time.advanceMillis(10_000);
    outbox.outbox().claims().claimOnce();
    outbox.outbox().writer().writeOnce();
    assertThat(actions()).containsExactly("0");

    time.advanceMillis(200);
    outbox.step();
    assertThat(actions()).containsExactly("0", "0");
    sent.getLast().isDone();
    outbox.step();
    assertThat(actions()).containsExactly("0", "0", "1");
  }

  /** The claim has changed the lease in the store, and the record must know of it. */
  @Test
  void aDeathThatIsRecordedWhileItsMessageIsClaimedAgainIsNotForgotten() throws Exception {
    SteppedOutbox[] itself = new SteppedOutbox[1];
    List<Thread> writers = new ArrayList<>();
    itself[0] =
        start(
            WatchedMessages.of(
                messages,
                method -> {
                  if (method.equals("claim") && time.epochMillis() > startedAt) {
                    writers.add(startedAndWaiting(itself[0].outbox().writer()::writeOnce));
                  }
                }),
            SteppedOutbox.config(100));
    add(1);
    itself[0].step();
    assertThat(sent.getFirst().delivery().begin()).isTrue();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_CLOSED, "in the middle"));
    time.advanceMillis(10_000);
    itself[0].outbox().claims().claimOnce();
    for (Thread writer : writers) {
      writer.join();
    }
    itself[0].step();
    time.advanceMillis(20_000);
    itself[0].step();

    assertThat(sent).hasSize(1);
    assertThat(list(true)).hasSize(1);
  }

  private static Thread startedAndWaiting(Runnable task) {
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void nothingIsUnderWayWhenACallCannotBeStored() {
    SteppedOutbox away =
        start(
            WatchedMessages.of(
                messages,
                _ -> {
                  throw new StoreUnavailableException("away");
                }),
            SteppedOutbox.config(100));
    away.outbox().accept(call("a", "add").async().build(), new RecordedReply());
    assertThat(away.outbox().inFlight()).isEqualTo(1);
    away.outbox().writer().writeOnce();

    assertThat(away.outbox().inFlight()).isZero();
    assertThat(sent).isEmpty();
  }

  @Test
  void largeMessagesAreUnderWayOnlyAsFarAsTheirBytesAreAllowed() throws StoreException {
    OutboxConfig small =
        new OutboxConfig(
            100, 100, 20, 40_000, 100_000, 3, 10_000, 100, 1_000, 1_000, 100, 1_000, false);
    SteppedOutbox narrow = start(messages, small);
    for (int i = 0; i < 6; i++) {
      String name = "a" + i;
      String input = "x".repeat(i == 5 ? 90_000 : 15_000);
      messages.add(
          List.of(
              narrow
                  .outbox()
                  .effect(call(name, "add").input(input).build(), ActorId.named("sys", name), i)));
    }
    narrow.step();
    assertThat(sent).hasSize(2);

    for (int i = 0; i < 6; i++) {
      sent.get(i).replyTo().reply(Reply.ACCEPTED);
      narrow.step();
    }
    assertThat(sent).hasSize(6);
  }
}
