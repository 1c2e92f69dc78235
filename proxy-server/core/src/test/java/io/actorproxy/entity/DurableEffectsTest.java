package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.AcknowledgedTest.withEffect;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import io.spawn.ActorInvocationResponse;
import io.spawn.SideEffect;
import io.spawn.Workflow;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An effect is there when its sender's state is, and gone when its receiver's state has it. */
final class DurableEffectsTest {
  private static final ActorId NEIGHBOUR = ActorId.named("sys", "neighbour");

  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "hear").build());
  private final RegisteredType neighbour =
      new RegisteredType(type("neighbour").actions("hear").build());

  @BeforeEach
  void messagesReachActors() {
    actors.outbox().deliverTo(this::deliver);
  }

  private void deliver(Call call, Deadline deadline, ReplyTo replyTo) {
    deliver(actors, call, deadline, replyTo);
  }

  private void deliver(ActorHarness harness, Call call, Deadline deadline, ReplyTo replyTo) {
    harness
        .supervisor()
        .dispatch(
            ActorId.named(call.system(), call.name()),
            new Invocation(call, deadline, replyTo),
            neighbour);
  }

  @Test
  void aRefusedSaveSendsNothing() {
    actors.call("add");
    actors.state().writeBehindTheBack(COUNTER, new byte[0]);

    actors.host().only().answers(withEffect("1"));
    actors.commit();

    assertThat(waiting()).isEmpty();
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void aTurnThatSchedulesMoreThanAllowedIsRefusedAsAWholeAndChangesNothing() {
    ActorHarness two =
        new ActorHarness(
            type("counter").actions("add").build(),
            ActorHarness.config(Durability.ACKNOWLEDGED),
            1000,
            1000,
            2);
    two.call("add");
    two.host().only().answers(scheduling(2));
    two.commit();
    RecordedReply refused = two.call("add");
    two.host().only().answers(scheduling(1));
    two.commit();

    assertThat(refused.code()).isEqualTo(ErrorCode.OUTBOX_FULL);
    assertThat(refused.message()).contains("PROXY_SCHEDULE_CAPACITY is 2");
    assertThat(two.state().revision(COUNTER)).isEqualTo(1);
    assertThat(two.outbox().outbox().scheduled()).isEqualTo(2);
  }

  @Test
  void theRoomOfATurnWhoseSaveIsRefusedIsFreeAgain() {
    actors.call("add");
    actors.state().writeBehindTheBack(COUNTER, new byte[0]);
    actors.host().only().answers(scheduling(3));
    actors.commit();

    assertThat(actors.outbox().outbox().scheduled()).isZero();
    assertThat(actors.outbox().outbox().waiting()).isZero();
  }

  @Test
  void theRoomOfATurnThatComesBackToADiscardedActivationIsFreeAgain() {
    actors.call("add");
    actors.host().only().returns("1");
    actors.call("add");
    actors.state().writeBehindTheBack(COUNTER, new byte[0]);
    actors.commit();
    actors.host().only().answers(scheduling(3));

    assertThat(actors.outbox().outbox().scheduled()).isZero();
    assertThat(actors.outbox().outbox().waiting()).isZero();
  }

  private static ActorInvocationResponse.Builder scheduling(int calls) {
    ActorInvocationResponse.Builder answer = withEffect("1");
    SideEffect.Builder effect = answer.getWorkflow().getEffects(0).toBuilder();
    effect.getRequestBuilder().setScheduledTo(Long.MAX_VALUE);
    answer.setWorkflow(Workflow.newBuilder().addAllEffects(nCopies(calls, effect.build())));
    return answer;
  }

  @Test
  void theEffectOfALostAnswerIsDeliveredAllTheSame() {
    actors.call("add");
    actors.state().store().failNext(Fault.STORED_BUT_UNAVAILABLE);
    actors.host().only().answers(withEffect("1"));
    actors.commit();
    assertThat(actors.host().only().request().actor()).isEqualTo(NEIGHBOUR);

    actors.commit();
    actors.answerAndCommit("heard");

    assertThat(waiting()).isEmpty();
    assertThat(actors.host().log()).containsExactly("add", "hear");
  }

  @Test
  void theMessageLeavesTheStoreWithTheReceiversState() {
    sendOne();
    actors.host().only().returns("heard");
    actors.drain();
    assertThat(waiting()).hasSize(1);

    actors.commit();

    assertThat(waiting()).isEmpty();
    assertThat(actors.state().revision(NEIGHBOUR)).isEqualTo(1);
  }

  @Test
  void theReceiverIsToldWhichMessageItIsAndWhoSentIt() {
    sendOne();

    String id = waiting().getFirst().id().toString();
    assertThat(actors.host().only().request().metadata()).containsEntry(Metadata.MESSAGE_ID, id);
    assertThat(actors.host().only().request().caller()).isEqualTo(COUNTER);
  }

  @Test
  void aReceiverThatChangesNothingWritesNoStateForIt() {
    sendOne();
    actors.host().only().returnsNothing();
    actors.drain();

    assertThat(waiting()).isEmpty();
    assertThat(actors.state().revision(NEIGHBOUR)).isZero();
  }

  @Test
  void anEffectThatWasTakenInElsewhereIsNotTakenInAgain() throws StoreException {
    sendOne();
    Message message = waiting().getFirst();
    actors.host().only().returns("heard twice");
    actors.state().store().messages().remove(List.of(message.id()));

    actors.commit();
    actors.commit();

    assertThat(actors.state().revision(NEIGHBOUR)).isZero();
    assertThat(actors.host().log()).containsExactly("add", "hear");
  }

  @Test
  void aReceiverWhoseSaveFailsGetsItAgain() {
    sendOne();
    actors.state().writeBehindTheBack(NEIGHBOUR, new byte[0]);
    actors.host().only().returns("lost");
    actors.commit();
    assertThat(waiting()).hasSize(1);

    actors.advance(200);
    actors.answerAndCommit("heard");

    assertThat(waiting()).isEmpty();
    assertThat(actors.host().log()).containsExactly("add", "hear", "hear");
    assertThat(actors.state().stored(NEIGHBOUR)).asString().contains("heard");
  }

  @Test
  void aHostThatFailsInTheMiddleIsNotAskedAgain() throws StoreException {
    sendOne();
    actors.host().only().fails(ErrorCode.HOST_TIMEOUT);
    actors.drain();
    actors.advance(60_000);

    assertThat(actors.host().log()).containsExactly("add", "hear");
    assertThat(waiting()).isEmpty();
    assertThat(dead())
        .singleElement()
        .satisfies(letter -> assertThat(letter.failure()).startsWith("HOST_TIMEOUT"));
  }

  @Test
  void whatFailsInAWayThatCountsIsTriedAgainUntilItIsADeadLetter() throws StoreException {
    sendOne();
    actors.host().only().fails(ErrorCode.INIT_FAILED);
    actors.advance(200);
    actors.host().only().fails(ErrorCode.INIT_FAILED);
    actors.advance(400);
    actors.host().only().fails(ErrorCode.INIT_FAILED);
    actors.drain();
    actors.advance(60_000);

    assertThat(actors.host().log()).containsExactly("add", "hear", "hear", "hear");
    assertThat(dead())
        .singleElement()
        .satisfies(letter -> assertThat(letter.attempts()).isEqualTo(3));
  }

  @Test
  void effectsOfOneSenderToOneReceiverKeepTheirOrder() {
    for (int i = 0; i < 3; i++) {
      actors.call("add");
      actors.host().only().answers(withEffect(String.valueOf(i)));
    }
    actors.commit();
    actors.commit();
    assertThat(actors.host().held()).hasSize(1);
    actors.host().only().fails(ErrorCode.HOST_UNREACHABLE);
    actors.drain();
    assertThat(actors.host().held()).isEmpty();

    actors.advance(200);
    for (int i = 0; i < 3; i++) {
      actors.answerAndCommit("heard " + i);
    }

    assertThat(waiting()).isEmpty();
    assertThat(actors.state().revision(NEIGHBOUR)).isEqualTo(3);
  }

  /** The first one is gone; the others were claimed together. */
  private void sendThreeAndHearTheFirst() {
    for (int i = 0; i < 3; i++) {
      actors.call("add");
      actors.host().only().answers(withEffect(String.valueOf(i)));
    }
    actors.commit();
    actors.commit();
    actors.answerAndCommit("heard 0");
    assertThat(waiting()).hasSize(2);
  }

  @Test
  void oneCommitTakesInSeveralEffectsOfOneSender() {
    sendThreeAndHearTheFirst();
    actors.host().only().returns("heard 1");
    actors.loop().drain();
    assertThat(waiting()).hasSize(2);
    actors.host().only().returns("heard 2");
    actors.commit();
    actors.commit();

    assertThat(waiting()).isEmpty();
    assertThat(actors.host().log()).containsExactly("add", "add", "add", "hear", "hear", "hear");
  }

  @Test
  void whatIsNotSavedComesAgainInItsOrderAndNothingGoesAhead() {
    sendThreeAndHearTheFirst();
    actors.host().only().returns("heard 1");
    actors.state().writeBehindTheBack(NEIGHBOUR, new byte[0]);
    actors.loop().drain();
    actors.commit();
    actors.host().only().returns("of no use");
    actors.drain();
    assertThat(waiting()).hasSize(2);

    for (int i = 1; i < 3; i++) {
      actors.advance(500);
      actors.answerAndCommit("heard again " + i);
    }
    assertThat(waiting()).isEmpty();
    assertThat(actors.state().stored(NEIGHBOUR)).asString().contains("heard again 2");
  }

  @Test
  void behindOneThatChangesNothingTheNextWaitsUntilThatIsGone() {
    sendThreeAndHearTheFirst();
    actors.host().only().returnsNothing();
    actors.loop().drain();
    assertThat(actors.host().held()).isEmpty();
    actors.drain();

    assertThat(actors.host().held()).hasSize(1);
    assertThat(waiting()).hasSize(1);
  }

  @Test
  void aTurnThatOnlySendsIsSavedForThat() {
    actors.call("add");
    actors.answerAndCommit("1");
    RecordedReply reply = actors.call("add");

    actors.host().only().answers(withEffect("1"));
    assertThat(reply.reply()).isNull();
    actors.commit();

    assertThat(reply.reply()).isNotNull();
    assertThat(actors.state().revision(COUNTER)).isEqualTo(2);
  }

  @Test
  void anEffectWithAnUnusableNameFailsTheTurnAndChangesNothing() {
    RecordedReply reply = actors.call("add");
    ActorInvocationResponse.Builder answer = withEffect("1");
    answer
        .getWorkflowBuilder()
        .getEffectsBuilder(0)
        .getRequestBuilder()
        .getActorBuilder()
        .getIdBuilder()
        .setName("x".repeat(2_000));

    actors.host().only().answers(answer);

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_INVALID_REPLY);
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  @Test
  void aTurnThatSendsTooMuchFailsAndChangesNothing() {
    RecordedReply reply = actors.call("add");
    ActorInvocationResponse.Builder answer = withEffect("1");
    for (int i = 0; i < 3_000; i++) {
      answer.getWorkflowBuilder().addEffects(answer.getWorkflow().getEffects(0));
    }

    actors.host().only().answers(answer);

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_REPLY_TOO_LARGE);
    assertThat(reply.message()).contains("PROXY_OUTBOX_MAX_TURN_BYTES");
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  @Test
  void inSnapshotModeACheckpointMakesItsEffectsDurable() {
    ActorHarness snapshot = ActorHarness.snapshot(type("counter").actions("add", "hear").build());
    snapshot.call("add");
    snapshot.host().only().answers(withEffect("1").setCheckpoint(true));
    assertThat(snapshot.sent()).isEmpty();

    snapshot.commit();

    assertThat(snapshot.sent()).hasSize(1);
    assertThat(snapshot.sent().getFirst().delivers()).isNotNull();
  }

  @Test
  void inSnapshotModeTheReceiverIsSavedAtOnceButItsCallersDoNotWait() {
    ActorHarness snapshot = ActorHarness.snapshot(type("counter").actions("add", "hear").build());
    snapshot
        .outbox()
        .deliverTo((call, deadline, replyTo) -> deliver(snapshot, call, deadline, replyTo));
    snapshot.call("add");
    snapshot.host().only().answers(withEffect("1").setCheckpoint(true));
    snapshot.commit();

    snapshot.host().only().returns("heard");
    snapshot.commit();

    assertThat(snapshot.state().revision(NEIGHBOUR)).isEqualTo(1);
  }

  @Test
  void inSnapshotModeOtherEffectsLeaveAtOnce() {
    ActorHarness snapshot = ActorHarness.snapshot(type("counter").actions("add", "hear").build());
    snapshot.call("add");

    snapshot.host().only().answers(withEffect("1"));
    snapshot.drain();

    assertThat(snapshot.sent()).singleElement().matches(call -> call.delivers() == null);
  }

  /** A turn of the counter that sends one effect, which is at the host now. */
  private void sendOne() {
    actors.call("add");
    actors.host().only().answers(withEffect("1"));
    actors.commit();
  }

  private List<Message> waiting() {
    return list(false);
  }

  private List<Message> dead() {
    return list(true);
  }

  private List<Message> list(boolean dead) {
    try {
      return actors
          .state()
          .store()
          .messages()
          .list(EnumSet.allOf(MessageKind.class), dead, Optional.empty(), 100);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }
}
