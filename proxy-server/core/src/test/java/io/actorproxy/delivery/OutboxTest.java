package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages leave when they are due, and stay until they are delivered. */
final class OutboxTest {
  private static final ActorId SENDER = ActorId.named("sys", "sender");

  private record Sent(Call call, ReplyTo replyTo) {}

  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(1 << 20);
  private final MessageStore messages = store.messages();
  private final List<Sent> sent = new ArrayList<>();
  private final SteppedOutbox outbox = start(SteppedOutbox.config(100));

  private SteppedOutbox start(OutboxConfig config) {
    return start(messages, config);
  }

  @Test
  void aScheduledCallIsAcceptedOnceItIsStoredAndLeavesAtItsTime() throws StoreException {
    RecordedReply reply = schedule("a", 1_000);
    assertThat(reply.reply()).isNull();
    outbox.step();
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);
    time.advanceMillis(999);
    outbox.step();
    assertThat(sent).isEmpty();

    time.advanceMillis(1);
    outbox.step();

    assertThat(sent)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.call().name()).isEqualTo("a");
              assertThat(one.call().origin()).isEqualTo(Origin.SCHEDULE);
              assertThat(one.call().scheduledTo()).isZero();
            });
    sent.getFirst().replyTo().reply(Reply.ACCEPTED);
    outbox.step();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aStoreThatTakesNothingIsToldToTheCaller() {
    RecordedReply reply = schedule("a", 1_000);
    store.close();
    outbox.outbox().writer().writeOnce();

    assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void whatADeadProxyHasLeftIsDeliveredByTheNextOne() {
    outbox.outbox().accept(call("a", "add").async().build(), new RecordedReply());
    outbox.step();
    assertThat(sent).hasSize(1);
    time.advanceMillis(10);

    start(SteppedOutbox.config(100)).step();

    assertThat(sent).hasSize(2);
    assertThat(sent.get(1).call().metadata()).isEqualTo(sent.get(0).call().metadata());
  }

  @Test
  void theLeaseOfADeliveryThatTakesLongIsProlonged() throws StoreException {
    outbox.outbox().accept(call("a", "add").async().build(), new RecordedReply());
    outbox.step();
    for (int i = 0; i < 10; i++) {
      time.advanceMillis(4_000);
      outbox.step();
    }

    assertThat(sent).hasSize(1);
    assertThat(waiting())
        .singleElement()
        .satisfies(message -> assertThat(message.dueAt()).isGreaterThan(time.epochMillis()));
  }

  @Test
  void aLeaseThatIsRenewedWhileItsMessageDiesDoesNotReviveIt() throws StoreException {
    SteppedOutbox stepped = watched("record");
    add(stepped, "a", 1);
    stepped.step();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_STATUS, "in the middle"));
    time.advanceMillis(4_000);
    stepped.step();
    time.advanceMillis(100_000);
    stepped.step();

    assertThat(sent).hasSize(1);
    assertThat(messages.count(EnumSet.allOf(MessageKind.class), true)).isEqualTo(1);
  }

  @Test
  void aLeaseThatIsRenewedWhileAFailureIsRecordedLeavesItsPauseAlone() throws StoreException {
    SteppedOutbox stepped = watched("record");
    add(stepped, "a", 1);
    stepped.step();
    stepped.step();
    time.advanceMillis(4_000);
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.INIT_FAILED, "not ready"));
    stepped.outbox().writer().writeOnce();

    assertThat(waiting())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.attempts()).isEqualTo(1);
              assertThat(message.dueAt()).isLessThan(time.epochMillis() + 1_000);
            });
  }

  @Test
  void anOutboxThatClosesLeavesDeadLettersDead() throws StoreException {
    SteppedOutbox stepped = start(SteppedOutbox.config(100));
    add(stepped, "a", 1);
    add(stepped, "b", 2);
    stepped.step();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_STATUS, "in the middle"));

    stepped.outbox().close();
    stepped.outbox().writer().writeOnce();

    assertThat(messages.count(EnumSet.allOf(MessageKind.class), true)).isEqualTo(1);
    assertThat(waiting())
        .singleElement()
        .satisfies(message -> assertThat(message.dueAt()).isEqualTo(time.epochMillis()));
  }

  @Test
  void theNumberOfScheduledCallsIsThatOfTheStoreAgainAfterAnswersGotLost() {
    int[] failures = {3};
    SteppedOutbox stepped =
        start(
            WatchedMessages.of(
                messages,
                method -> {
                  if (method.equals("add") && failures[0]-- > 0) {
                    throw new StoreUnavailableException("the answer was lost");
                  }
                }));
    for (int i = 0; i < 5; i++) {
      stepped
          .outbox()
          .schedule(
              call("a" + i, "add").scheduledTo(time.epochMillis() + 1_000).build(),
              new RecordedReply());
      stepped.outbox().writer().writeOnce();
    }
    stepped.step();
    assertThat(stepped.outbox().scheduled()).isEqualTo(5);

    time.advanceMillis(1_000);
    stepped.step();
    sent.forEach(one -> one.replyTo().reply(Reply.ACCEPTED));
    stepped.step();

    assertThat(stepped.outbox().scheduled()).isZero();
  }

  @Test
  void aDurableCallRunsBeforeItsCallerGoesOn() {
    List<String> order = new ArrayList<>();
    outbox.deliverTo((_, _, _) -> order.add("runs"));
    outbox
        .outbox()
        .accept(
            call("a", "add").async().build(),
            new RecordedReply(_ -> order.add("caller continues")));
    outbox.step();

    assertThat(order).containsExactly("runs", "caller continues");
  }

  @Test
  void lateOnesAreSpread() {
    OutboxConfig slow =
        new OutboxConfig(
            1_000, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 1_000, 1_000, 10, false);
    SteppedOutbox before = start(slow);
    for (int i = 0; i < 50; i++) {
      before
          .outbox()
          .schedule(
              call("a" + i, "add").scheduledTo(time.epochMillis() + 100).build(),
              new RecordedReply());
    }
    before.outbox().writer().writeOnce();
    time.advanceMillis(3_600_000);
    SteppedOutbox after = start(slow);
    after.step();
    assertThat(sent).hasSize(10);

    for (int i = 0; i < 4; i++) {
      time.advanceMillis(1_000);
      after.step();
    }

    assertThat(sent).hasSize(50);
  }

  @Test
  void thoseThatAreDueTogetherAreNotHeldBackWhenNobodyIsLate() {
    OutboxConfig slow =
        new OutboxConfig(
            1_000, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 1_000, 1_000, 10, false);
    SteppedOutbox stepped = start(slow);
    for (int i = 0; i < 50; i++) {
      stepped
          .outbox()
          .schedule(
              call("a" + i, "add").scheduledTo(time.epochMillis() + 100).build(),
              new RecordedReply());
    }
    stepped.step();
    time.advanceMillis(100);
    stepped.step();

    assertThat(sent).hasSize(50);
  }

  @Test
  void whatIsLateForAnotherReasonThanADowntimeIsNotSlowed() {
    SteppedOutbox stepped =
        start(
            new OutboxConfig(
                1_000, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 1_000, 1_000, 10, false));
    for (int i = 0; i < 50; i++) {
      stepped
          .outbox()
          .schedule(
              call("a" + i, "add").scheduledTo(time.epochMillis() + 100).build(),
              new RecordedReply());
    }
    stepped.step();
    time.advanceMillis(5_000);
    stepped.step();

    assertThat(sent).hasSize(50);
  }

  @Test
  void slowCallsOfOneKindLeaveRoomForTheOtherKinds() {
    SteppedOutbox stepped =
        start(
            new OutboxConfig(
                10, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 1_000, 100, 1_000, false));
    for (int i = 0; i < 30; i++) {
      stepped.outbox().accept(call("slow", "add").async().build(), new RecordedReply());
      stepped.outbox().writer().writeOnce();
    }
    stepped
        .outbox()
        .schedule(
            call("idle", "scheduled").scheduledTo(time.epochMillis() + 500).build(),
            new RecordedReply());
    add(stepped, "effect", 1);
    stepped.step();
    time.advanceMillis(500);
    stepped.step();

    assertThat(sent).extracting(one -> one.call().name()).contains("idle", "effect").hasSize(12);
  }

  private SteppedOutbox startWithShare(int capacity, int receiverMax) {
    return start(withShare(capacity, receiverMax));
  }

  private static OutboxConfig withShare(int capacity, int receiverMax) {
    return new OutboxConfig(
        capacity,
        receiverMax,
        20,
        1 << 20,
        100_000,
        3,
        10_000,
        100,
        1_000,
        1_000,
        100,
        1_000,
        false);
  }

  private long sentTo(String name) {
    return sent.stream().filter(one -> one.call().name().equals(name)).count();
  }

  @Test
  void slowReceiversLeavePlacesForOthersOfTheSameKind() {
    SteppedOutbox stepped = startWithShare(20, 8);
    for (int i = 0; i < 10; i++) {
      for (int of = 0; of < 4; of++) {
        addFrom(stepped, "sender" + i, "slow" + of, 1);
      }
    }
    stepped.step();
    addFrom(stepped, "sender", "quick", 1);
    stepped.step();

    assertThat(sentTo("quick")).isEqualTo(1);
    assertThat(sentTo("slow0")).isBetween(1L, 8L);
    assertThat(stepped.outbox().parked()).isPositive();
  }

  @Test
  void whatIsParkedGoesInItsOrderWhenItsReceiverHasDoneWithAnother() {
    SteppedOutbox stepped = startWithShare(20, 2);
    for (int i = 0; i < 10; i++) {
      stepped.outbox().accept(call("slow", "add" + i).async().build(), new RecordedReply());
      stepped.outbox().writer().writeOnce();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(sent.stream().map(one -> one.call().action())).contains("add" + i);
      sent.get(i).replyTo().reply(Reply.ACCEPTED);
      stepped.step();
    }

    assertThat(sent.stream().map(one -> one.call().action()))
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> "add" + i).toList());
    assertThat(stepped.outbox().parked()).isZero();
    assertThat(stepped.outbox().inFlight()).isZero();
  }

  @Test
  void aBacklogOfOneReceiverIsPutOffAndOthersAreServed() {
    SteppedOutbox stepped = startWithShare(20, 2);
    for (int i = 0; i < 100; i++) {
      addFrom(stepped, "sender" + i, "slow", 1);
    }
    stepped.step();
    addFrom(stepped, "sender", "quick", 1);
    stepped.step();

    assertThat(sentTo("quick")).isEqualTo(1);
    assertThat(stepped.outbox().inFlight()).isLessThan(40);

    for (int i = 0; i < 101; i++) {
      sent.get(i).replyTo().reply(Reply.ACCEPTED);
      time.advanceMillis(100);
      stepped.step();
      assertThat(sent.size())
          .as("sent after %d answers", i + 1)
          .isGreaterThan(Math.min(100, i + 1));
    }
    assertThat(stepped.outbox().inFlight()).isZero();
  }

  @Test
  void aBacklogThatAnEarlierRunLeftIsNotClaimedAgainAndAgain() {
    for (int i = 0; i < 100; i++) {
      addFrom(outbox, "sender" + i / 2, "slow", i);
    }
    int[] claims = {0};
    MessageStore counting =
        WatchedMessages.of(
            messages,
            method -> {
              if (method.equals("claim")) {
                claims[0]++;
              }
            });

    start(counting, withShare(20, 2)).step();

    assertThat(sentTo("slow")).isPositive();
    assertThat(claims[0]).isLessThan(30);
  }

  @Test
  void whatIsNewComesBehindWhatIsPutOff() {
    SteppedOutbox stepped = startWithShare(5, 1);
    for (int i = 0; i < 6; i++) {
      stepped.outbox().accept(call("slow", "add" + i).async().build(), new RecordedReply());
      stepped.step();
    }
    sent.getFirst().replyTo().reply(Reply.ACCEPTED);
    stepped.outbox().accept(call("slow", "new").async().build(), new RecordedReply());
    stepped.step();
    for (int i = 1; i < 7; i++) {
      time.advanceMillis(10_000);
      stepped.step();
      sent.get(i).replyTo().reply(Reply.ACCEPTED);
      stepped.step();
    }

    assertThat(sent.getLast().call().action()).isEqualTo("new");
  }

  @Test
  void aBacklogOfOneKindPutsOffNoOtherKind() {
    SteppedOutbox stepped = startWithShare(20, 1);
    for (int i = 0; i < 40; i++) {
      stepped.outbox().accept(call("slow", "add").async().build(), new RecordedReply());
      stepped.step();
    }
    int parked = stepped.outbox().parked();
    addFrom(stepped, "sender", "slow", 1);
    stepped.step();

    assertThat(stepped.outbox().parked()).isEqualTo(parked + 1);
  }

  @Test
  void twoMessagesOfALaneWithTheSameNumberBothArrive() {
    add(outbox, "a", 1);
    add(outbox, "a", 1);
    outbox.step();
    assertThat(sent).hasSize(1);
    sent.getFirst().replyTo().reply(Reply.ACCEPTED);
    outbox.step();
    assertThat(sent).hasSize(2);
    sent.getLast().replyTo().reply(Reply.ACCEPTED);
    outbox.step();

    assertThat(outbox.outbox().inFlight()).isZero();
  }

  @Test
  void aLeaseThatWasFoundOverStaysLostThoughItIsRenewed() throws StoreException {
    add(outbox, "a", 1);
    Lease lease =
        SteppedOutbox.lease(
            messages.list(EnumSet.allOf(MessageKind.class), false, Optional.empty(), 1).getFirst());

    assertThat(lease.loseIfOver(time.epochMillis() - 1)).isFalse();
    assertThat(lease.onRenewed(time.epochMillis() + 100)).isTrue();
    assertThat(lease.loseIfOver(time.epochMillis() + 100)).isTrue();
    assertThat(lease.onRenewed(time.epochMillis() + 1_000)).isFalse();
    assertThat(lease.loseIfOver(time.epochMillis())).isTrue();
  }

  @Test
  void callsBeyondWhatMayBeParkedWaitInTheStore() throws StoreException {
    SteppedOutbox stepped = startWithShare(5, 1);
    for (int i = 0; i < 50; i++) {
      stepped.outbox().accept(call("slow", "add").async().build(), new RecordedReply());
      stepped.step();
    }

    assertThat(stepped.outbox().inFlight()).isEqualTo(1 + 2);
    for (int i = 0; i < 50; i++) {
      sent.get(i).replyTo().reply(Reply.ACCEPTED);
      time.advanceMillis(100);
      stepped.step();
    }
    assertThat(sent).hasSize(50);
    assertThat(messages.count(EnumSet.allOf(MessageKind.class), false)).isZero();
  }

  @Test
  void anOutboxThatEndsGivesBackWhatIsParked() {
    SteppedOutbox stepped = startWithShare(20, 1);
    for (int i = 0; i < 5; i++) {
      addFrom(stepped, "sender" + i, "slow", 1);
    }
    stepped.step();
    stepped.outbox().drain();
    stepped.outbox().writer().writeOnce();
    assertThat(stepped.outbox().inFlight()).isZero();
    stepped.outbox().close();
    assertThat(sent).hasSize(1);

    start(SteppedOutbox.config(1)).step();

    assertThat(sent).hasSize(1 + 5);
  }

  @Test
  void thereIsNoMoreUnderWayThanAllowed() {
    OutboxConfig narrow =
        new OutboxConfig(
            2, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 1_000, 100, 1_000, false);
    SteppedOutbox stepped = start(narrow);
    add(stepped, "a", 1);
    add(stepped, "b", 2);
    add(stepped, "c", 3);
    stepped.step();
    assertThat(sent).hasSize(2);

    sent.getFirst().replyTo().reply(Reply.ACCEPTED);
    stepped.step();

    assertThat(sent).hasSize(3);
  }

  @Test
  void aMessageNobodyCanReadIsADeadLetterAndNoObstacle() throws StoreException {
    Message good = outbox.outbox().effect(call("a", "add").build(), SENDER, 2);
    messages.add(
        List.of(
            outbox.outbox().effect(call("b", "add").build(), SENDER, 1).withContent(new byte[] {9}),
            good));
    outbox.step();

    assertThat(sent).extracting(one -> one.call().name()).containsExactly("a");
    assertThat(messages.count(EnumSet.allOf(MessageKind.class), true)).isEqualTo(1);
  }

  @Test
  void aScheduledCallThatCannotBeStoredTakesNoPlace() {
    SteppedOutbox narrow = start(SteppedOutbox.config(1));
    store.close();
    for (int i = 0; i < 2; i++) {
      RecordedReply reply = new RecordedReply();
      narrow.outbox().schedule(call("a", "add").scheduledTo(Long.MAX_VALUE).build(), reply);
      narrow.outbox().writer().writeOnce();

      assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  @Test
  void anEffectForThePastIsInTheScheduleAndDueNow() {
    Message message =
        outbox.outbox().effect(call("a", "add").scheduledTo(3_000).build(), SENDER, 1);

    assertThat(message.kind()).isEqualTo(MessageKind.SCHEDULE);
    assertThat(message.dueAt()).isEqualTo(time.epochMillis());
  }

  @Test
  void aHostThatIsAwayForLongMakesNoMessageDead() throws StoreException {
    add(outbox, "a", 1);
    outbox.deliverTo(
        (_, _, replyTo) -> replyTo.reply(Reply.failed(ErrorCode.HOST_UNREACHABLE, "away")));
    for (int i = 0; i < 100; i++) {
      outbox.step();
      time.advanceMillis(2_000);
    }

    assertThat(waiting()).singleElement().extracting(Message::attempts).isEqualTo(0);
    assertThat(messages.count(EnumSet.allOf(MessageKind.class), true)).isZero();
  }

  @Test
  void duringAnOutagePausesGrowToTheirLimitAndBeginAnewAfterIt() throws StoreException {
    outbox.step();
    add(outbox, "a", 1);
    outbox.deliverTo(
        (_, _, replyTo) -> replyTo.reply(Reply.failed(ErrorCode.HOST_UNREACHABLE, "away")));
    outbox.step();
    assertThat(pauseOfTheFirst()).isBetween(90L, 110L);
    time.advanceMillis(500);
    outbox.step();
    assertThat(pauseOfTheFirst()).isBetween(450L, 550L);
    time.advanceMillis(60_000);
    outbox.step();
    assertThat(pauseOfTheFirst()).isBetween(900L, 1_100L);

    outbox.deliverTo((_, _, replyTo) -> replyTo.reply(Reply.ACCEPTED));
    time.advanceMillis(2_000);
    outbox.step();
    add(outbox, "a", 2);
    outbox.deliverTo(
        (_, _, replyTo) -> replyTo.reply(Reply.failed(ErrorCode.HOST_UNREACHABLE, "away")));
    outbox.step();

    assertThat(pauseOfTheFirst()).isBetween(90L, 110L);
  }

  @Test
  void theReceiversTypeDecidesWhetherWhatMayHaveRunIsTriedAgain() throws StoreException {
    outbox.step();
    add(outbox, "cautious", 1);
    add(outbox, "relaxed", 2);
    outbox.deliverTo(
        (call, _, replyTo) -> {
          requireNonNull(replyTo.delivery())
              .goesTo(
                  ActorId.named(call.system(), call.name()),
                  call.name().equals("relaxed")
                      ? Optional.of(DeliveryPolicy.AT_LEAST_ONCE)
                      : Optional.empty());
          replyTo.reply(Reply.failed(ErrorCode.HOST_CLOSED, "went away"));
        });
    outbox.step();

    assertThat(waiting()).singleElement().extracting(m -> m.target().name()).isEqualTo("relaxed");
    assertThat(messages.count(EnumSet.allOf(MessageKind.class), true)).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      time.advanceMillis(2_000);
      outbox.step();
    }
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aTypeThatSaysNothingIsDeliveredToAsConfigured() throws StoreException {
    SteppedOutbox relaxed =
        new SteppedOutbox(
            messages,
            SteppedOutbox.config(100),
            SteppedOutbox.rules(DeliveryPolicy.AT_LEAST_ONCE, 100, 100),
            time,
            (_, _, replyTo) -> replyTo.reply(Reply.failed(ErrorCode.HOST_CLOSED, "went away")));
    add(relaxed, "a", 1);
    relaxed.step();

    assertThat(waiting()).hasSize(1);
  }

  private long pauseOfTheFirst() throws StoreException {
    return waiting().getFirst().dueAt() - time.epochMillis();
  }

  @Test
  void aPauseIsKeptAlsoWhileTheLeasesOfTheRunBeforeMeanNothing() {
    add(outbox, "a", 1);
    outbox.deliverTo(
        (call, _, replyTo) -> {
          sent.add(new Sent(call, replyTo));
          replyTo.reply(Reply.failed(ErrorCode.HOST_UNREACHABLE, "not there yet"));
        });
    outbox.step();
    assertThat(sent).hasSize(1);

    time.advanceMillis(10_000);
    outbox.step();

    assertThat(sent).hasSize(2);
  }

  @Test
  void aMessageThatIsToBeTriedAgainIsNotStuckWhenTheClockIsSetBack() {
    outbox.step();
    add(outbox, "a", 1);
    outbox.step();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_UNREACHABLE, "gone"));
    outbox.step();
    time.setBackMillis(3_600_000);

    time.advanceMillis(4_000);
    outbox.step();

    assertThat(sent).hasSize(2);
  }

  @Test
  void whatWasLeftBeforeTheClockWasSetBackIsDeliveredAfterTheStart() {
    add(outbox, "a", 1);
    outbox.step();
    time.setBackMillis(3_600_000);

    start(SteppedOutbox.config(100)).step();

    assertThat(sent).hasSize(2);
  }

  @Test
  void aDeliveryThatGoesOnWhileTheClockIsSetBackIsNotDoubled() {
    add(outbox, "a", 1);
    outbox.step();
    time.setBackMillis(3_600_000);
    for (int i = 0; i < 10; i++) {
      time.advanceMillis(4_000);
      outbox.step();
    }

    assertThat(sent).hasSize(1);
  }

  @Test
  void aScheduledCallIsNotRunEarlyWhenTheClockIsSetBack() {
    schedule("a", 60_000);
    outbox.step();
    time.setBackMillis(3_600_000);
    time.advanceMillis(3_600_000);
    outbox.step();
    assertThat(sent).isEmpty();

    time.advanceMillis(60_000);
    outbox.step();

    assertThat(sent).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackMakesNoThreadSleepUntilItIsThereAgain()
      throws InterruptedException, StoreException {
    TimeSource hourBehind =
        new TimeSource() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public long epochMillis() {
            return time.epochMillis() - 3_600_000;
          }
        };
    OutboxConfig prompt =
        new OutboxConfig(
            100, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 1_000, 10, 100, 1_000, false);
    Outbox behind =
        new Outbox(
            messages,
            new Owner.Process(1, true),
            prompt,
            SteppedOutbox.RULES,
            hourBehind,
            new Random(7),
            MemoryBudget.unlimited(),
            (_, _, _) -> {});
    behind.claims().claimOnce();
    Thread sleeper =
        Thread.ofPlatform()
            .daemon()
            .start(() -> behind.claims().awaitUntil(time.epochMillis() + 10));

    sleeper.join(Duration.ofSeconds(10));

    assertThat(sleeper.isAlive()).isFalse();
  }

  /** One that looks after its leases right after each call of that name. */
  private SteppedOutbox watched(String method) {
    SteppedOutbox[] itself = new SteppedOutbox[1];
    itself[0] =
        start(
            WatchedMessages.of(
                messages,
                done -> {
                  if (done.equals(method)) {
                    itself[0].outbox().claims().claimOnce();
                  }
                }));
    return itself[0];
  }

  private SteppedOutbox start(MessageStore store) {
    return start(store, SteppedOutbox.config(100));
  }

  private SteppedOutbox start(MessageStore store, OutboxConfig config) {
    return new SteppedOutbox(
        store, config, time, (call, _, replyTo) -> sent.add(new Sent(call, replyTo)));
  }

  private void add(SteppedOutbox to, String name, long sequence) {
    addFrom(to, SENDER.name(), name, sequence);
  }

  private void addFrom(SteppedOutbox to, String sender, String name, long sequence) {
    ActorId from = ActorId.named("sys", sender);
    try {
      messages.add(List.of(to.outbox().effect(call(name, "add").build(), from, sequence)));
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  private RecordedReply schedule(String name, long inMillis) {
    RecordedReply reply = new RecordedReply();
    outbox
        .outbox()
        .schedule(call(name, "add").scheduledTo(time.epochMillis() + inMillis).build(), reply);
    return reply;
  }

  private List<Message> waiting() throws StoreException {
    return messages.list(EnumSet.allOf(MessageKind.class), false, Optional.empty(), 100);
  }
}
