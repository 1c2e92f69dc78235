package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How turns end whose state the store did not save. */
final class RefusedSaveTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "read", "late").build());

  @Test
  void aRefusedSaveFailsEveryResultThatBuildsOnItAndLetsNoEffectOut() {
    anotherProcessWins();
    RecordedReply first = actors.call("add");
    RecordedReply second = actors.call("add");
    RecordedReply read = actors.call("get");
    actors.host().only().answers(AcknowledgedTest.withEffect("1"));
    actors.host().only().answers(AcknowledgedTest.withEffect("2"));

    actors.commit();

    assertThat(first.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(second.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(read.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(actors.sent()).isEmpty();
    assertThat(actors.call("get").text()).isEqualTo("theirs");
  }

  @Test
  void theTurnThatRunsWhenASaveIsRefusedIsDroppedWhenItEnds() {
    anotherProcessWins();
    actors.call("add");
    RecordedReply running = actors.call("add");
    actors.host().only().returns("1");
    actors.commit();
    assertThat(running.reply()).isNull();

    actors.host().only().answers(AcknowledgedTest.withEffect("2"));
    actors.commit();

    assertThat(running.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(actors.sent()).isEmpty();
    assertThat(actors.state().stored(COUNTER)).asString().contains("theirs");
  }

  /** By the store's failure a message would run again, which its own failure may forbid. */
  @Test
  void aTurnThatTheHostFailedKeepsThatFailureWhenAnEarlierSaveIsRefused() {
    anotherProcessWins();
    RecordedReply earlier = actors.call("add");
    RecordedReply held = actors.call("add");
    RecordedReply running = actors.call("add");
    actors.host().only().returns("1");
    actors.host().only().fails(ErrorCode.HOST_CLOSED);

    actors.commit();
    actors.host().only().fails(ErrorCode.HOST_TIMEOUT);

    assertThat(earlier.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(held.code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(running.code()).isEqualTo(ErrorCode.HOST_TIMEOUT);
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void waitingCallsMoveToTheNewActivationAheadOfLaterOnes() {
    anotherProcessWins();
    actors.call("add");
    actors.call("add");
    RecordedReply waiting = actors.call("read");
    actors.host().only().returns("1");
    actors.commit();
    RecordedReply late = actors.invocation("late").sendOnly();

    actors.host().only().returns("2");
    actors.drain();

    assertThat(actors.host().only().request().action()).isEqualTo("read");
    assertThat(actors.host().only().stateText()).isEqualTo("theirs");
    actors.host().only().returnsNothing();
    assertThat(waiting.code()).isNull();
    actors.host().only().returnsNothing();
    assertThat(actors.host().log()).containsExactly("add", "add", "read", "late");
    assertThat(late.code()).isNull();
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void aStoreThatIsAwayForAMomentIsWaitedFor() {
    actors.state().store().failNext(Fault.UNAVAILABLE, Fault.STORED_BUT_UNAVAILABLE);
    RecordedReply reply = actors.call("add");
    actors.host().only().returns("1");

    actors.commit();
    actors.commit();
    assertThat(reply.reply()).isNull();
    actors.commit();

    assertThat(reply.text()).isEqualTo("1");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void aStoreThatStaysAwayFailsTheCallsAndTheStateIsLoadedAgain() {
    actors.call("add");
    actors.answerAndCommit("1");
    actors.state().store().goDown(new StoreUnavailableException("gone"));
    RecordedReply add = actors.call("add");
    RecordedReply read = actors.call("get");
    actors.host().only().returns("2");
    actors.commit();

    actors.advance(5_000);
    actors.commit();

    assertThat(add.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(read.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    actors.state().store().comeUp();
    assertThat(actors.call("get").text()).isEqualTo("1");
  }

  @Test
  void anOutcomeThatNobodyKnowsIsLoadedAgainAndNotGuessed() {
    actors.state().store().failNext(Fault.STORED_BUT_UNAVAILABLE);
    RecordedReply add = actors.call("add");
    actors.host().only().returns("1");
    actors.loop().time().advanceMillis(6_000);

    actors.commit();

    assertThat(add.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(actors.call("get").text()).isEqualTo("1");
  }

  @Test
  void revisionsStayContiguousAcrossActivations() {
    actors.call("add");
    actors.answerAndCommit("1");
    actors.advance(15_000);
    assertThat(actors.supervisor().activations()).isZero();

    actors.call("add");
    actors.answerAndCommit("2");

    assertThat(actors.state().store().acceptedRevisions()).containsExactly(1L, 2L);
  }

  @Test
  void aDefectOfTheCallerDoesNotKeepOthersFromTheirReplies() {
    actors
        .invocation("add")
        .onReply(
            _ -> {
              throw new IllegalStateException("a bug");
            })
        .send();
    RecordedReply second = actors.call("add");
    RecordedReply third = actors.call("add");
    actors.host().only().returns("1");
    actors.host().only().returns("2");
    actors.commit();
    actors.commit();

    assertThat(second.text()).isEqualTo("2");
    actors.answerAndCommit("3");
    assertThat(third.text()).isEqualTo("3");
  }

  /** The counter is loaded, then another proxy saves it. */
  private void anotherProcessWins() {
    actors.call("get");
    actors
        .state()
        .writeBehindTheBack(
            COUNTER, new ActorStateMessage(Map.of(), TextAny.of("theirs")).toByteArray());
  }
}
