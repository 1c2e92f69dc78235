package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import org.junit.jupiter.api.Test;

final class TurnOrderTest {
  private static final ActorType TYPE = type("counter").actions("add", "other", "third").build();

  private final ActorHarness actors = ActorHarness.acknowledged(TYPE);

  @Test
  void anActorTakesOneTurnAtATimeInTheOrderOfArrival() {
    actors.call("add");
    actors.call("other");
    actors.call("third");

    assertThat(actors.host().only().request().action()).isEqualTo("add");
    actors.host().only().returnsNothing();
    assertThat(actors.host().only().request().action()).isEqualTo("other");
    actors.host().only().returnsNothing();
    assertThat(actors.host().only().request().action()).isEqualTo("third");
  }

  @Test
  void differentActorsDoNotWaitForEachOther() {
    actors.call("add");
    actors.invocation(ActorId.named("sys", "another"), "add").send();

    assertThat(actors.host().held()).hasSize(2);
  }

  @Test
  void anAsynchronousCallIsAcceptedAtOnceAndRunsBeforeALaterOne() {
    RecordedReply accepted = actors.invocation("add").async().send();
    RecordedReply later = actors.call("other");

    assertThat(accepted.reply()).isEqualTo(Reply.ACCEPTED);
    actors.answerAndCommit("1");
    assertThat(actors.host().only().stateText()).isEqualTo("1");
    actors.answerAndCommit("2");
    assertThat(later.text()).isEqualTo("2");
  }

  @Test
  void anAsynchronousCallIsAcceptedBeforeTheActorIsLoaded() {
    actors.holdLoads();

    RecordedReply accepted = actors.invocation("add").async().send();

    assertThat(accepted.reply()).isEqualTo(Reply.ACCEPTED);
    actors.load();
    assertThat(actors.host().log()).containsExactly("add");
  }

  @Test
  void aHostThatAnswersAtOnceIsServedThroughTheWholeMailbox() {
    actors.host().answersAtOnce(call -> call.returns(call.stateText() + call.inputText()));
    actors.holdLoads();
    for (int i = 0; i < 50; i++) {
      actors.invocation("add").input("x").sendOnly();
    }
    actors.drain();

    actors.load();
    actors.commit();
    actors.commit();

    assertThat(actors.host().log()).hasSize(50);
    assertThat(actors.state().revision(COUNTER)).isEqualTo(2);
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void aFullMailboxAnswersAtOnce() {
    ActorHarness few =
        new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED, 2, 1000), 1000, 10);
    few.call("add");
    few.call("add");

    RecordedReply third = few.call("add");

    assertThat(third.code()).isEqualTo(ErrorCode.MAILBOX_FULL);
    assertThat(third.message()).contains("sys/counter", "PROXY_MAILBOX_CAPACITY");
    few.answerAndCommit("1");
    assertThat(few.call("add").reply()).isNull();
  }

  @Test
  void resultsThatWaitForTheStoreTakePlacesOfTheMailbox() {
    ActorHarness few =
        new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED, 2, 1000), 1000, 10);
    few.call("add");
    few.call("add");
    few.host().only().returns("1");
    few.host().only().returns("2");

    assertThat(few.call("add").code()).isEqualTo(ErrorCode.MAILBOX_FULL);
  }

  @Test
  void aFullProxyAnswersAtOnceWhateverTheActor() {
    ActorHarness few = new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED), 1, 10);
    few.call("add");

    RecordedReply second = few.invocation(ActorId.named("sys", "another"), "add").send();

    assertThat(second.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(second.message()).contains("PROXY_MAX_INFLIGHT");
    few.answerAndCommit("1");
    assertThat(few.inFlight().count()).isZero();
  }

  @Test
  void aProxyThatHoldsEnoughInputTakesOnlySmallOnes() {
    String large = "x".repeat(30_000);
    actors.invocation("add").input(large).async().send();
    actors.invocation("add").input(large).send();

    RecordedReply third = actors.invocation("add").input(large).send();
    RecordedReply small = actors.invocation("add").input("1").send();

    assertThat(third.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(third.message()).contains("PROXY_MAX_INFLIGHT_BYTES");
    for (int i = 0; i < 3; i++) {
      actors.host().only().returnsNothing();
    }
    assertThat(small.reply()).isNotNull();
    assertThat(actors.inFlight().count()).isZero();
    assertThat(actors.inFlight().bytes()).isZero();
  }

  @Test
  void anActionThatWasRemovedWhileACallWaitedIsNotFound() {
    actors.call("add");
    RecordedReply waiting = actors.call("other");

    actors.registeredType().redefine(type("counter").actions("add").build());
    actors.answerAndCommit("1");

    assertThat(waiting.code()).isEqualTo(ErrorCode.ACTION_NOT_FOUND);
    assertThat(waiting.message()).contains("other", "counter");
  }

  @Test
  void anActionThatWasAddedRunsOnALiveActivation() {
    actors.call("add");
    actors.answerAndCommit("1");

    actors.registeredType().redefine(type("counter").actions("add", "brandNew").build());
    actors.call("brandNew");

    assertThat(actors.host().only().request().action()).isEqualTo("brandNew");
  }

  @Test
  void theBuiltInGetWaitsForItsTurnAndShowsTheStateThen() {
    actors.call("add");
    RecordedReply get = actors.invocation(COUNTER, "getState").send();
    assertThat(get.reply()).isNull();

    actors.answerAndCommit("7");

    assertThat(get.text()).isEqualTo("7");
  }
}
