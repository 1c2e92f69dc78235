package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.statestore.StoreUnavailableException;
import org.junit.jupiter.api.Test;

/** A caller waits until its deadline, whatever takes so long. */
final class DeadlineTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("slow", "add").build());

  @Test
  void aCallWhoseDeadlinePassesInTheMailboxNeverRuns() {
    actors.call("slow");
    RecordedReply waiting = actors.invocation("add").timeoutMillis(100).send();

    actors.advance(120);
    assertThat(waiting.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(waiting.message()).contains("add", "sys/counter", "will not be run");
    actors.host().only().returnsNothing();

    assertThat(actors.host().log()).containsExactly("slow");
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void aCallThatIsTooLateDoesNotRunEvenIfTheLoopWasBusyMeanwhile() {
    actors.call("slow");
    RecordedReply waiting = actors.invocation("add").timeoutMillis(100).send();

    actors.loop().time().advanceMillis(200);
    actors.host().only().returnsNothing();

    assertThat(waiting.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(actors.host().log()).containsExactly("slow");
  }

  @Test
  void aCallThatNeverReachedTheHostIsNotSaidToBeWorkedOn() {
    actors.host().acceptsNothing();
    RecordedReply unsent = actors.invocation("slow").timeoutMillis(100).send();

    actors.advance(120);

    assertThat(unsent.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(unsent.message()).contains("no connection to the host", "will not be run");
  }

  @Test
  void theResultOfATurnIsKeptThoughItsCallerWasToldThatItIsTooLate() {
    RecordedReply slow = actors.invocation("slow").timeoutMillis(100).send();
    RecordedReply next = actors.call("add");

    actors.advance(120);
    assertThat(slow.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(slow.message()).contains("the host is still working on it");
    assertThat(actors.host().log()).containsExactly("slow");
    actors.answerAndCommit("1");

    assertThat(actors.host().only().stateText()).isEqualTo("1");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
    assertThat(next.reply()).isNull();
  }

  @Test
  void theStoreMayTakeLongerThanTheCallerWaits() {
    RecordedReply add = actors.invocation("add").timeoutMillis(100).send();
    actors.host().only().returns("1");

    actors.advance(120);
    assertThat(add.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(add.message()).contains("still being saved");
    actors.commit();

    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void aCallerWhoWaitsForABrokenStoreIsToldThatItIsTheStore() {
    actors.state().store().goDown(new StoreUnavailableException("gone"));
    RecordedReply loading = actors.invocation("add").timeoutMillis(100).send();

    actors.advance(120);

    assertThat(loading.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void aCallerWhoWaitsForABrokenSaveIsToldThatItIsTheStore() {
    actors.call("add");
    actors.answerAndCommit("1");
    actors.state().store().goDown(new StoreUnavailableException("gone"));
    RecordedReply add = actors.invocation("add").timeoutMillis(100).send();
    actors.host().only().returns("2");
    actors.commit();

    actors.advance(120);

    assertThat(add.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void theHostIsLookedForNoLongerThanTheCallerWaits() {
    actors.invocation("add").timeoutMillis(250).send();

    assertThat(actors.host().only().sendWithinMillis()).isEqualTo(250);
    assertThat(actors.host().only().replyWithinMillis()).isEqualTo(30_000);
  }

  @Test
  void anAsynchronousCallThatIsAcceptedHasNoDeadline() {
    RecordedReply first = actors.invocation("slow").async().timeoutMillis(1_000).send();
    RecordedReply second = actors.invocation("slow").async().timeoutMillis(1_000).send();

    actors.advance(20_000);
    actors.answerAndCommit("1");
    assertThat(actors.host().only().sendWithinMillis()).isGreaterThan(1_000);
    actors.answerAndCommit("2");

    assertThat(first.code()).isNull();
    assertThat(second.code()).isNull();
    assertThat(actors.state().revision(COUNTER)).isEqualTo(2);
  }
}
