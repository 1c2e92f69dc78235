package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.ownership.FakeOwnership.FakeTenure;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.supervision.InMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A turn whose request waits for a connection to the host has not run, and need not run here. */
final class UnsentTurnTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "read").build());

  private final ActorHarness withInit =
      ActorHarness.acknowledged(type("counter").actions("add", "init").build());

  @AfterEach
  void allThatWasTakenIsGivenBack() {
    for (ActorHarness harness : List.of(actors, withInit)) {
      if (harness.host().held().isEmpty()) {
        assertThat(harness.inFlight().count()).isZero();
        assertThat(harness.inFlight().bytes()).isZero();
      }
    }
  }

  // --- without a lease

  @Test
  void aTurnThatLosesItsLeaseBeforeItIsSentIsNotSentUntilItHasOneAgain() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply reply = actors.call("add");
    actors.ownership().present().mayStart(false);
    actors.host().acceptsAll();
    assertThat(actors.host().held()).isEmpty();
    actors.advance(100);
    assertThat(reply.answered()).isFalse();

    actors.ownership().present().mayStart(true);
    actors.advance(30);
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aTurnThatWasNotSentRunsBeforeThoseThatCameAfterIt() {
    begin(actors);
    actors.host().acceptsNothing();
    actors.invocation("add").input("1").send();
    actors.invocation("add").input("2").send();
    actors.invocation("add").input("3").send();
    actors.ownership().present().mayStart(false);
    actors.host().acceptsAll();
    actors.ownership().present().mayStart(true);
    actors.advance(30);

    for (String input : List.of("1", "2", "3")) {
      assertThat(actors.host().only().inputText()).isEqualTo(input);
      actors.answerAndCommit(input);
    }
  }

  @Test
  void aTurnWhoseConnectionWasLostBeforeAByteWasOutIsAskedAgain() {
    begin(actors);
    RecordedReply reply = actors.call("add");
    actors.host().acceptsNothing();
    actors.host().only().isNotSentAfterAll();
    actors.ownership().present().mayStart(false);
    actors.host().acceptsAll();
    assertThat(actors.host().held()).isEmpty();

    actors.ownership().present().mayStart(true);
    actors.advance(30);
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void anInitActionThatLosesItsLeaseBeforeItIsSentIsNotSentUntilItHasOneAgain() {
    withInit.host().acceptsNothing();
    RecordedReply reply = withInit.call("add");
    withInit.ownership().present().mayStart(false);
    withInit.host().acceptsAll();
    assertThat(withInit.host().held()).isEmpty();
    withInit.advance(100);
    assertThat(reply.answered()).isFalse();

    withInit.ownership().present().mayStart(true);
    withInit.advance(30);
    assertThat(withInit.host().only().request().action()).isEqualTo("init");
    withInit.answerAndCommit("begun");
    withInit.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aTurnThatWaitsForALeaseAgainIsAnsweredAtItsDeadlineAndDoesNotRun() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply reply = actors.invocation("add").timeoutMillis(1_000).send();
    actors.ownership().present().mayStart(false);
    actors.host().acceptsAll();
    actors.advance(1_100);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);

    actors.ownership().present().mayStart(true);
    actors.advance(30);
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void aHostThatCannotBeReachedFailsNoTurnThatMayNotRunNow() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply reply = actors.call("add");
    actors.ownership().present().mayStart(false);
    actors.host().only().fails(ErrorCode.HOST_UNREACHABLE);
    assertThat(reply.answered()).isFalse();

    actors.ownership().present().mayStart(true);
    actors.host().acceptsAll();
    actors.advance(30);
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aHostThatCannotBeReachedFailsATurnThatMayRunHereAlone() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply reply = actors.call("add");
    actors.host().only().fails(ErrorCode.HOST_UNREACHABLE);
    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
  }

  // --- a planned move

  @Test
  void aTurnThatWasNotSentIsNotWaitedForAndGoesWithTheMailbox() {
    begin(actors);
    actors.host().acceptsNothing();
    actors.call("add");
    actors.call("read");
    actors.call("get");
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).isEmpty();
    surrender(actors, lost);

    assertThat(actions(actors)).containsExactly("add", "read", "get");
    assertThat(lost.ended()).containsExactly(COUNTER);
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void theStateOfAnActorWhoseTurnWasNotSentIsHandedOver() {
    begin(actors);
    actors.host().acceptsNothing();
    actors.call("add");
    FakeTenure lost = actors.ownership().lose();
    Map<Tenure, InMemory> found = new HashMap<>();
    actors.supervisor().inMemory(0, lost::equals, 1_000, found::putAll);
    surrender(actors, lost);

    assertThat(requireNonNull(found.get(lost)).states()).containsOnlyKeys(COUNTER);
  }

  @Test
  void aTurnWhoseConnectionWasLostBeforeAByteWasOutGoesWithTheMailbox() {
    begin(actors);
    actors.call("add");
    actors.host().acceptsNothing();
    actors.host().only().isNotSentAfterAll();
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).isEmpty();
    surrender(actors, lost);

    assertThat(actions(actors)).containsExactly("add");
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void anInitActionThatWasNotSentIsNotWaitedFor() {
    withInit.host().acceptsNothing();
    withInit.call("add");
    FakeTenure lost = withInit.ownership().lose();
    assertThat(busy(withInit, lost)).isEmpty();
    surrender(withInit, lost);

    assertThat(actions(withInit)).containsExactly("add");
    assertThat(lost.ended()).containsExactly(COUNTER);
    assertThat(withInit.host().held()).isEmpty();
  }

  @Test
  void anActorWhoseTurnWasSentIsBusy() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply reply = actors.call("add");
    actors.host().acceptsAll();
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).containsExactly(COUNTER);
    surrender(actors, lost);
    assertThat(actors.ownership().forwarded()).isEmpty();

    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void aTurnIsNotSentOnceItsTenureIsOverThoughTheActorWasNotTold() {
    begin(actors);
    actors.host().acceptsNothing();
    actors.call("add");
    actors.call("read");
    FakeTenure lost = actors.ownership().lose();
    actors.host().acceptsAll();
    actors.drain();

    assertThat(actors.host().held()).isEmpty();
    assertThat(actions(actors)).containsExactly("add", "read");
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @ParameterizedTest
  @EnumSource(names = {"HOST_UNREACHABLE", "HOST_OVERLOADED", "OVERLOADED"})
  void aTurnThatFailsUnsentOnceItsTenureIsOverIsGivenBack(ErrorCode code) {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply first = actors.call("add");
    actors.call("read");
    actors.ownership().lose();
    actors.host().only().fails(code);
    actors.drain();

    assertThat(first.answered()).isFalse();
    assertThat(actions(actors)).containsExactly("add", "read");
  }

  @Test
  void anInitActionThatFailsUnsentOnceItsTenureIsOverFailsNoCall() {
    withInit.host().acceptsNothing();
    RecordedReply reply = withInit.call("add");
    withInit.ownership().lose();
    withInit.host().only().fails(ErrorCode.HOST_UNREACHABLE);
    withInit.drain();

    assertThat(reply.answered()).isFalse();
    assertThat(actions(withInit)).containsExactly("add");
  }

  @Test
  void aTurnThatRanIsNotGivenBackWhenItFails() {
    begin(actors);
    RecordedReply reply = actors.call("add");
    surrender(actors, actors.ownership().lose());
    actors.host().only().fails(ErrorCode.HOST_CLOSED);
    actors.drain();

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(actors.ownership().forwarded()).isEmpty();
  }

  @Test
  void aTurnThatWasNotSentRunsInTheNextTenureIfTheSlotHasComeBack() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply reply = actors.call("add");
    FakeTenure lost = actors.ownership().lose();
    actors.ownership().gain();
    surrender(actors, lost);
    actors.host().acceptsAll();

    assertThat(actors.host().only().request().metadata()).containsEntry("actor-epoch", "1");
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(actors.ownership().forwarded()).isEmpty();
  }

  // --- the end of a membership

  @Test
  void aTurnThatWasNotSentWhenItsMembershipEndedIsGivenBackAndNotFenced() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply first = actors.call("add");
    actors.call("read");
    FakeTenure lost = actors.ownership().lose();
    expel(actors, lost);

    assertThat(first.answered()).isFalse();
    assertThat(actions(actors)).containsExactly("add", "read");
    assertThat(actors.host().held()).isEmpty();
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void anInitActionThatWasNotSentWhenItsMembershipEndedIsNotWaitedFor() {
    withInit.host().acceptsNothing();
    withInit.call("add");
    expel(withInit, withInit.ownership().lose());

    assertThat(actions(withInit)).containsExactly("add");
    assertThat(withInit.supervisor().activations()).isZero();
  }

  @Test
  void theNextMembershipWaitsForNoTurnThatWasNotSent() {
    begin(actors);
    actors.host().acceptsNothing();
    RecordedReply first = actors.call("add");
    RecordedReply second = actors.call("read");
    FakeTenure lost = actors.ownership().present();
    actors.ownership().gain();
    expel(actors, lost);
    actors.host().acceptsAll();

    actors.answerAndCommit("1");
    actors.answerAndCommit("2");
    assertThat(first.text()).isEqualTo("1");
    assertThat(second.text()).isEqualTo("2");
    assertThat(actors.host().log()).endsWith("add", "add", "read");
  }

  // --- a state that is void

  @Test
  void aTurnIsNotSentWithAStateThatAnotherProcessHasReplaced() {
    RecordedReply first = actors.call("add");
    actors.drain();
    actors.host().only().returns("mine");
    actors.host().acceptsNothing();
    RecordedReply second = actors.call("read");
    actors
        .state()
        .writeBehindTheBack(
            COUNTER, new ActorStateMessage(Map.of(), TextAny.of("theirs")).toByteArray());
    actors.commit();
    assertThat(first.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(second.answered()).isFalse();

    actors.host().acceptsAll();
    actors.drain();
    assertThat(actors.host().only().stateText()).isEqualTo("theirs");
    actors.answerAndCommit("theirs");
    assertThat(second.text()).isEqualTo("theirs");
  }

  private static void begin(ActorHarness actors) {
    RecordedReply reply = actors.call("add");
    actors.answerAndCommit("begun");
    assertThat(reply.answered()).isTrue();
  }

  private static Set<ActorId> busy(ActorHarness actors, FakeTenure tenure) {
    Map<Tenure, InMemory> found = new HashMap<>();
    actors.supervisor().inMemory(0, tenure::equals, 0, found::putAll);
    actors.loop().drain();
    return found.containsKey(tenure) ? found.get(tenure).busy() : Set.of();
  }

  private static void surrender(ActorHarness actors, FakeTenure tenure) {
    actors.supervisor().onTenuresChanged(tenure::equals);
    actors.drain();
  }

  private static void expel(ActorHarness actors, FakeTenure tenure) {
    actors.supervisor().expel(tenure::equals);
    actors.drain();
  }

  private static List<String> actions(ActorHarness actors) {
    return actors.ownership().forwarded().stream().map(Request::action).toList();
  }
}
