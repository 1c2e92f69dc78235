package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreUnavailableException;
import org.junit.jupiter.api.Test;

/** How an actor comes into memory. */
final class ActivationTest {
  private static final ActorType TYPE = type("counter").actions("add").build();
  private static final ActorType WITH_INIT = type("counter").actions("add", "Init").build();

  @Test
  void oneLoadServesEverybodyWhoWaits() {
    ActorHarness actors = ActorHarness.acknowledged(TYPE);
    actors.holdLoads();
    RecordedReply first = actors.call("get");
    RecordedReply second = actors.call("get");

    actors.load();

    assertThat(first.reply()).isNotNull();
    assertThat(second.reply()).isNotNull();
    assertThat(actors.state().hasLoads()).isFalse();
  }

  @Test
  void aStoreThatDoesNotAnswerNeverMakesAnActorBeginEmpty() {
    ActorHarness actors = ActorHarness.acknowledged(TYPE);
    actors.call("add");
    actors.answerAndCommit("1");
    actors.advance(12_000);
    actors.state().store().goDown(new StoreUnavailableException("gone"));

    RecordedReply get = actors.call("get");
    actors.advance(1_000);
    assertThat(get.reply()).isNull();
    actors.state().store().comeUp();
    actors.advance(2_000);

    assertThat(get.text()).isEqualTo("1");
  }

  @Test
  void aDamagedStateFailsTheCallAtOnceAndEachLaterOne() {
    ActorHarness actors = ActorHarness.acknowledged(TYPE);
    actors.state().store().becomeUnreadable(new StoreCorruptedException("bad page"));

    assertThat(actors.call("add").code()).isEqualTo(ErrorCode.STATE_CORRUPTED);
    assertThat(actors.call("add").code()).isEqualTo(ErrorCode.STATE_CORRUPTED);
    assertThat(actors.host().log()).isEmpty();
    assertThat(actors.supervisor().activations()).isZero();
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void storedBytesThatAreNoStateAreReportedNotIgnored() {
    ActorHarness actors = ActorHarness.acknowledged(TYPE);
    actors.state().writeBehindTheBack(COUNTER, new byte[] {0x0a, 0x7f, 1});

    RecordedReply reply = actors.call("add");

    assertThat(reply.code()).isEqualTo(ErrorCode.STATE_CORRUPTED);
    assertThat(reply.message()).contains("ActorState");
  }

  @Test
  void anActorThatWasNeverSavedStartsFromTheStateOfItsType() {
    ActorHarness actors =
        ActorHarness.acknowledged(type("counter").actions("add").initialState("zero").build());

    assertThat(actors.call("get").text()).isEqualTo("zero");
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  @Test
  void aStatelessActorKeepsItsStateInMemoryAndIsNeverStored() {
    ActorHarness actors =
        ActorHarness.acknowledged(type("counter").actions("add").stateless().build());
    RecordedReply add = actors.call("add");
    actors.host().only().returns("1");
    assertThat(add.text()).isEqualTo("1");
    assertThat(actors.call("get").text()).isEqualTo("1");

    actors.advance(12_000);
    actors.commit();

    assertThat(actors.call("get").text()).isEmpty();
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  @Test
  void initRunsAfterEachActivationBeforeAnythingElse() {
    ActorHarness actors = ActorHarness.acknowledged(WITH_INIT);
    RecordedReply add = actors.call("add");
    ActorInvocation init = actors.host().only().request();
    assertThat(init.action()).isEqualTo("Init");
    assertThat(init.caller()).isEqualTo(COUNTER);
    assertThat(init.payload()).isEqualTo(Payload.NOOP);
    assertThat(init.state()).isNull();

    actors.host().only().returns("fresh");
    assertThat(actors.host().only().stateText()).isEqualTo("fresh");
    actors.host().only().returns("fresh1");
    actors.commit();
    actors.commit();

    assertThat(add.text()).isEqualTo("fresh1");
    actors.advance(12_000);
    actors.call("add");
    assertThat(actors.host().only().request().action()).isEqualTo("Init");
    assertThat(actors.host().only().stateText()).isEqualTo("fresh1");
  }

  @Test
  void whoReadsWhatInitChangedWaitsUntilItIsSaved() {
    ActorHarness actors = ActorHarness.acknowledged(WITH_INIT);
    RecordedReply get = actors.call("get");
    actors.host().only().returns("fresh");
    assertThat(get.reply()).isNull();

    actors.commit();

    assertThat(get.text()).isEqualTo("fresh");
  }

  @Test
  void aFailedInitFailsThoseWhoWaitAndIsTriedAgainAtTheNextCall() {
    ActorHarness actors = ActorHarness.acknowledged(WITH_INIT);
    RecordedReply first = actors.call("add");
    RecordedReply second = actors.call("add");

    actors.host().only().fails(ErrorCode.HOST_CLOSED);

    assertThat(first.code()).isEqualTo(ErrorCode.INIT_FAILED);
    assertThat(first.message()).contains("Init", "HOST_CLOSED");
    assertThat(second.code()).isEqualTo(ErrorCode.INIT_FAILED);
    assertThat(actors.inFlight().count()).isZero();
    actors.call("add");
    assertThat(actors.host().only().request().action()).isEqualTo("Init");
  }

  @Test
  void anInitThatFailsAtOnceFailsTheCallAtOnce() {
    ActorHarness actors =
        ActorHarness.acknowledged(type("counter").actions("add", "init").stateless().build());
    actors.host().answersAtOnce(call -> call.fails(ErrorCode.HOST_OVERLOADED));

    RecordedReply reply = actors.call("add");

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_OVERLOADED);
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void anInitThatNeverRanIsNoFailureOfTheActor() {
    ActorHarness actors = ActorHarness.acknowledged(WITH_INIT);
    RecordedReply add = actors.call("add");

    actors.host().only().fails(ErrorCode.HOST_UNREACHABLE);

    assertThat(add.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(add.message()).contains("Init");
  }

  @Test
  void aHostClientThatBreaksFailsTheCallAndTheActorGoesOn() {
    ActorHarness actors = ActorHarness.acknowledged(TYPE);
    actors.host().breakWith(new IllegalStateException("a bug"));
    assertThat(actors.call("add").code()).isEqualTo(ErrorCode.INTERNAL);

    actors.host().breakWith(null);
    RecordedReply add = actors.call("add");
    actors.answerAndCommit("1");

    assertThat(add.text()).isEqualTo("1");
  }

  @Test
  void aHostClientThatBreaksInInitFailsTheActivation() {
    ActorHarness actors = ActorHarness.acknowledged(WITH_INIT);
    actors.host().breakWith(new IllegalStateException("a bug"));

    assertThat(actors.call("add").code()).isEqualTo(ErrorCode.INIT_FAILED);
    assertThat(actors.supervisor().activations()).isZero();
  }
}
