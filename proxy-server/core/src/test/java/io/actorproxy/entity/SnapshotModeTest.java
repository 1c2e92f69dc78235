package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The caller is answered first, the state is saved now and then. */
final class SnapshotModeTest {
  private final ActorHarness actors =
      ActorHarness.snapshot(
          type("counter").actions("add", "read").snapshotMillis(500).idleMillis(5_000).build());

  @Test
  void callersAreAnsweredBeforeTheStateIsSaved() {
    RecordedReply reply = actors.call("add");

    actors.host().only().returns("1");

    assertThat(reply.text()).isEqualTo("1");
    actors.commit();
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  @Test
  void theStateIsSavedWhenTheTimerOfItsTypeFires() {
    add("1");
    add("2");

    actors.advance(490);
    actors.commit();
    assertThat(actors.state().revision(COUNTER)).isZero();
    actors.advance(30);
    actors.commit();

    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
    assertThat(actors.state().stored(COUNTER)).asString().contains("2");
  }

  @Test
  void aTypeWithoutAnIntervalUsesTheConfiguredOne() {
    actors.registeredType().redefine(type("counter").actions("add").build());
    add("1");

    actors.advance(900);
    actors.commit();
    assertThat(actors.state().revision(COUNTER)).isZero();
    actors.advance(120);
    actors.commit();

    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void noCallerWaitsForASaveOfTheTimer() {
    add("1");
    actors.advance(510);

    RecordedReply read = actors.call("get");
    RecordedReply add = actors.call("add");
    actors.host().only().returns("2");

    assertThat(read.text()).isEqualTo("1");
    assertThat(add.text()).isEqualTo("2");
  }

  @Test
  void aFailedSaveOfTheTimerIsTriedAgainAndNothingIsLost() {
    add("1");
    actors.state().store().goDown(new StoreUnavailableException("gone"));
    actors.advance(510);
    RecordedReply during = actors.call("get");
    actors.loop().time().advanceMillis(6_000);
    actors.commit();
    assertThat(during.text()).isEqualTo("1");

    actors.state().store().comeUp();
    actors.call("get");
    actors.advance(510);
    actors.commit();

    assertThat(actors.state().stored(COUNTER)).asString().contains("1");
    assertThat(actors.call("get").text()).isEqualTo("1");
  }

  @Test
  void aMessageAfterASaveOfWhichNobodyKnowsIsTakenInOnce() throws StoreException {
    actors.outbox().deliverTo(this::deliver);
    add("1");
    actors.advance(510);
    actors.loop().time().advanceMillis(6_000);
    actors.state().store().failNext(Fault.STORED_BUT_UNAVAILABLE);
    actors.commit();
    Message message = actors.outbox().outbox().effect(call("counter", "add").build(), COUNTER, 1);
    actors.state().store().messages().add(List.of(message));
    actors.advance(10);
    actors.host().only().returns("2");

    for (int i = 0; i < 3; i++) {
      actors.advance(510);
      actors.commit();
    }

    assertThat(actors.state().stored(COUNTER)).asString().contains("2");
    assertThat(actors.state().store().messages().find(message.id())).isEmpty();
    assertThat(actors.state().store().acceptedRevisions()).containsExactly(1L, 1L, 2L);
  }

  private void deliver(Call call, Deadline deadline, ReplyTo replyTo) {
    deliver(actors, call, deadline, replyTo);
  }

  private static void deliver(ActorHarness to, Call call, Deadline deadline, ReplyTo replyTo) {
    to.supervisor().dispatch(COUNTER, new Invocation(call, deadline, replyTo), to.registeredType());
  }

  @Test
  void aCheckpointIsSavedBeforeItsReplyAndThoseBehindItWaitToo() {
    add("1");
    RecordedReply checkpoint = actors.call("add");
    RecordedReply later = actors.call("get");
    actors.host().only().answers(checkpoint("2"));
    actors.drain();
    assertThat(checkpoint.reply()).isNull();
    assertThat(later.reply()).isNull();

    actors.commit();

    assertThat(checkpoint.reply()).isNotNull();
    assertThat(later.text()).isEqualTo("2");
    assertThat(actors.state().stored(COUNTER)).asString().contains("2");
  }

  @Test
  void aCheckpointDuringASaveOfTheTimerIsAnsweredAfterItsOwnSave() {
    add("1");
    actors.advance(510);
    RecordedReply checkpoint = actors.call("add");
    actors.host().only().answers(checkpoint("2"));

    actors.commit();
    assertThat(checkpoint.reply()).isNull();
    actors.commit();

    assertThat(checkpoint.reply()).isNotNull();
    assertThat(actors.state().store().acceptedRevisions()).containsExactly(1L, 2L);
  }

  @Test
  void aCheckpointThatChangesNothingSavesWhatIsNotSavedYet() {
    add("1");
    RecordedReply checkpoint = actors.call("add");
    actors.host().only().answers(checkpoint("1"));
    assertThat(checkpoint.reply()).isNull();

    actors.commit();

    assertThat(checkpoint.reply()).isNotNull();
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void aCheckpointThatCannotBeSavedFailsAndTheStateIsLoadedAgain() {
    add("1");
    actors.advance(510);
    actors.commit();
    actors.state().store().goDown(new StoreUnavailableException("gone"));
    RecordedReply checkpoint = actors.call("add");
    actors.host().only().answers(checkpoint("2"));
    actors.loop().time().advanceMillis(6_000);

    actors.commit();

    assertThat(checkpoint.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    actors.state().store().comeUp();
    assertThat(actors.call("get").text()).isEqualTo("1");
    actors.advance(3_000);
    actors.commit();
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void aDiscardedActivationSavesNothingMoreWhileItsLastTurnRuns() {
    add("1");
    actors.advance(510);
    actors
        .state()
        .writeBehindTheBack(
            COUNTER, new ActorStateMessage(Map.of(), TextAny.of("theirs")).toByteArray());
    add("2");
    RecordedReply running = actors.call("read");
    actors.commit();
    int transactions = actors.state().store().transactions().size();

    actors.advance(2_000);
    actors.commit();
    assertThat(actors.state().store().transactions()).hasSize(transactions);
    actors.host().only().returnsNothing();

    assertThat(running.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(actors.call("get").text()).isEqualTo("theirs");
  }

  @Test
  void aSaveOfTheTimerIsGatheredWithOthersAndSavedNoLaterThanThat() {
    ActorHarness gathering = gatheringFor250Millis();
    gathering.advance(510);
    gathering.commit();
    assertThat(gathering.state().store().transactions()).isEmpty();

    gathering.advance(250);
    gathering.commit();

    assertThat(gathering.state().stored(COUNTER)).asString().contains("1");
  }

  @Test
  void aCheckpointDoesNotWaitForAGathering() {
    ActorHarness gathering = gatheringFor250Millis();
    gathering.advance(510);
    RecordedReply checkpoint = gathering.call("add");
    gathering.host().only().answers(checkpoint("2"));

    gathering.commit(); // What was gathered.
    gathering.commit();

    assertThat(checkpoint.reply()).isNotNull();
    assertThat(gathering.state().store().acceptedRevisions()).containsExactly(1L, 2L);
  }

  @Test
  void aMessageThatIsTakenInDoesNotWaitForAGathering() throws StoreException {
    ActorHarness gathering = gatheringFor250Millis();
    gathering.advance(510);
    Message message =
        gathering.outbox().outbox().effect(call("counter", "add").build(), COUNTER, 1);
    gathering.state().store().messages().add(List.of(message));
    gathering.outbox().deliverTo((call, deadline, to) -> deliver(gathering, call, deadline, to));
    gathering.advance(10);
    gathering.host().only().returns("2");

    gathering.commit(); // What was gathered.
    gathering.commit();

    assertThat(gathering.state().store().messages().find(message.id())).isEmpty();
  }

  private static ActorHarness gatheringFor250Millis() {
    ActorHarness gathering =
        ActorHarness.gathering(
            type("counter").actions("add").snapshotMillis(500).idleMillis(60_000).build(), 250);
    gathering.call("add");
    gathering.host().only().returns("1");
    return gathering;
  }

  @Test
  void passivationSavesFirst() {
    actors.registeredType().redefine(type("counter").actions("add").snapshotMillis(60_000).build());
    add("1");

    actors.advance(11_100);
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.commit();

    assertThat(actors.supervisor().activations()).isZero();
    assertThat(actors.state().stored(COUNTER)).asString().contains("1");
  }

  @Test
  void aCallDuringTheLastSaveKeepsTheActor() {
    actors.registeredType().redefine(type("counter").actions("add").snapshotMillis(60_000).build());
    add("1");
    actors.advance(11_100);

    add("2");
    actors.commit();

    assertThat(actors.supervisor().activations()).isEqualTo(1);
    assertThat(actors.call("get").text()).isEqualTo("2");
  }

  private void add(String state) {
    actors.call("add");
    actors.host().only().returns(state);
  }

  private static ActorInvocationResponse.Builder checkpoint(String state) {
    return ActorInvocationResponse.newBuilder()
        .setUpdatedContext(Context.newBuilder().setState(TextAny.message(state)))
        .setCheckpoint(true);
  }
}
