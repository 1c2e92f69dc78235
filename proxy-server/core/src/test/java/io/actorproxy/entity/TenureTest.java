package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Request;
import io.actorproxy.ownership.FakeOwnership.FakeTenure;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.supervision.InMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An actor whose slot comes from another member, or goes to one. */
final class TenureTest {

  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "init").build());

  private final ActorHarness lazy =
      ActorHarness.snapshot(type("counter").actions("add").snapshotMillis(60_000).build());

  // --- what may start

  @Test
  void aStateIsNotLoadedWhileAnotherMemberMayRunItsActor() {
    actors.ownership().present().mayStart(false);
    actors.holdLoads();

    RecordedReply reply = actors.call("get");
    assertThat(actors.state().hasLoads()).isFalse();

    actors.ownership().present().mayStart(true);
    resume(actors);
    assertThat(actors.state().hasLoads()).isTrue();
    actors.load();
    actors.answerAndCommit("begun");
    assertThat(reply.answered()).isTrue();
  }

  @Test
  void afterATakeOverTheFirstTurnWaitsAsLongAsItsTypeSays() {
    ActorHarness careful =
        ActorHarness.acknowledged(type("counter").actions("add").takeoverDelay(3_000).build());
    careful.ownership().present().takenOver(careful.loop().time().nanoTime());
    RecordedReply reply = careful.call("add");
    careful.advance(2_950);
    assertThat(careful.host().held()).isEmpty();
    careful.advance(100);
    careful.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");

    actors.ownership().present().takenOver(actors.loop().time().nanoTime());
    actors.call("get");
    assertThat(actors.host().held()).as("the init action").hasSize(1);
  }

  @Test
  void afterAPlannedMoveTheFirstTurnWaitsForNothing() {
    ActorHarness careful =
        ActorHarness.acknowledged(type("counter").actions("add").takeoverDelay(3_000).build());
    careful.call("add");
    assertThat(careful.host().held()).hasSize(1);
  }

  @Test
  void noTurnStartsWithoutALease() {
    begin(actors);
    actors.ownership().present().mayStart(false);
    RecordedReply reply = actors.call("add");
    assertThat(actors.host().held()).isEmpty();

    actors.ownership().present().mayStart(true);
    resume(actors);
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void whatWaitsForALeaseIsTriedAgainWithoutBeingTold() {
    actors.ownership().present().mayStart(false);
    RecordedReply reply = actors.call("get");
    actors.advance(100);
    actors.ownership().present().mayStart(true);
    actors.advance(30);
    actors.answerAndCommit("begun");
    actors.ownership().present().confirmed(false);
    assertThat(reply.answered()).isTrue();

    RecordedReply read = actors.call("get");
    actors.advance(100);
    assertThat(read.answered()).isFalse();
    assertThat(isIdle(actors)).isFalse();
    actors.ownership().present().confirmed(true);
    actors.advance(30);
    assertThat(read.answered()).isTrue();
    assertThat(isIdle(actors)).isTrue();
  }

  @Test
  void aTurnThatWaitsForALeaseIsAnsweredAtItsDeadline() {
    begin(actors);
    actors.ownership().present().mayStart(false);
    RecordedReply reply = actors.invocation("add").timeoutMillis(1_000).send();

    actors.advance(1_100);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    actors.ownership().present().mayStart(true);
    resume(actors);
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void theReplyOfATurnThatSavedNothingWaitsUntilTheTenureIsConfirmed() {
    begin(actors);
    RecordedReply reply = actors.call("add");
    actors.ownership().present().confirmed(false);
    actors.host().only().returnsNothing();
    assertThat(reply.answered()).isFalse();

    actors.ownership().present().confirmed(true);
    resume(actors);
    assertThat(reply.answered()).isTrue();
    assertThat(actors.inFlight().bytes()).isZero();
  }

  @Test
  void aSaveThatFailsLosesNoStateForAReplyThatWaitsForALeaseAlone() {
    lazy.call("add");
    lazy.host().only().returns("1");
    lazy.ownership().present().confirmed(false);
    RecordedReply read = lazy.invocation("get").timeoutMillis(600_000).send();
    lazy.state().store().failNext(Fault.UNAVAILABLE);
    lazy.advance(60_000);
    lazy.commit();
    assertThat(read.answered()).isFalse();

    lazy.ownership().present().confirmed(true);
    resume(lazy);
    assertThat(read.text()).isEqualTo("1");
  }

  // --- a planned move

  @Test
  void aRequestForAnActorOfAnotherMemberIsForwarded() {
    actors.ownership().lose();
    RecordedReply reply = actors.call("add");

    assertThat(actions(actors)).containsExactly("add");
    assertThat(reply.answered()).isFalse();
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void anIdleActorEndsWhenItsSlotMoves() {
    begin(actors);
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).isEmpty();
    surrender(actors, lost);

    assertThat(actors.supervisor().activations()).isZero();
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void aTurnThatRunsEndsWellAndWhatWaitsIsForwarded() {
    begin(actors);
    RecordedReply running = actors.call("add");
    actors.call("add");
    actors.call("get");
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).containsExactly(COUNTER);
    surrender(actors, lost);
    assertThat(actions(actors)).containsExactly("add", "get");

    actors.host().only().returns("1");
    assertThat(lost.ended()).isEmpty();
    assertThat(running.answered()).isFalse();
    actors.commit();
    assertThat(running.text()).isEqualTo("1");
    assertThat(lost.ended()).containsExactly(COUNTER);
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void noTurnStartsOnceTheTenureIsOverThoughTheActorWasNotTold() {
    begin(actors);
    RecordedReply running = actors.call("add");
    actors.call("add");
    actors.ownership().lose();

    actors.answerAndCommit("1");
    assertThat(running.text()).isEqualTo("1");
    assertThat(actors.host().held()).isEmpty();
    assertThat(actions(actors)).containsExactly("add");
  }

  @Test
  void aNewRequestIsForwardedWhileTheLastTurnStillRuns() {
    begin(actors);
    actors.call("add");
    surrender(actors, actors.ownership().lose());
    actors.call("add");

    assertThat(actions(actors)).containsExactly("add");
  }

  @Test
  void aNewRequestDoesNotOvertakeThoseThatWaitThoughTheActorWasNotToldYet() {
    begin(actors);
    actors.call("add");
    actors.call("add");
    actors.ownership().lose();
    actors.call("get");

    assertThat(actions(actors)).containsExactly("add", "get");
  }

  @Test
  void nothingOvertakesATurnWhoseRequestIsStillBeingConverted() {
    begin(actors);
    actors.host().convertsForLong();
    actors.call("add");
    actors.call("get");
    FakeTenure lost = actors.ownership().lose();
    surrender(actors, lost);
    actors.call("init");
    assertThat(busy(actors, lost)).isEmpty();

    actors.host().acceptsAll();
    actors.drain();
    assertThat(actions(actors)).containsExactly("add", "get", "init");
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void whatIsNotSavedYetIsSavedBeforeTheSlotIsAnotherMembers() {
    lazy.call("add");
    lazy.host().only().returns("1");
    FakeTenure lost = lazy.ownership().lose();
    assertThat(busy(lazy, lost)).containsExactly(COUNTER);
    surrender(lazy, lost);
    assertThat(lost.ended()).isEmpty();

    lazy.commit();
    assertThat(lazy.state().revision(COUNTER)).isEqualTo(1);
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void aSaveThatFailsAfterTheSlotWasGivenAwayIsSoonTriedAgain() {
    lazy.call("add");
    lazy.host().only().returns("1");
    FakeTenure lost = lazy.ownership().lose();
    lazy.state().store().goDown(new StoreUnavailableException("gone"));
    surrender(lazy, lost);
    lazy.loop().time().advanceMillis(6_000);
    lazy.commit();
    assertThat(lost.ended()).isEmpty();

    lazy.state().store().comeUp();
    lazy.advance(200);
    lazy.commit();
    assertThat(lazy.state().revision(COUNTER)).isEqualTo(1);
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void aStateThatTheStoreNeverTakesDoesNotKeepItsActorFromTheNextOwner() {
    lazy.call("add");
    lazy.host().only().returns("1");
    FakeTenure lost = lazy.ownership().lose();
    lazy.state().store().failNext(Fault.TOO_LARGE);
    surrender(lazy, lost);
    lazy.commit();
    assertThat(lost.ended()).containsExactly(COUNTER);
    assertThat(lazy.supervisor().activations()).isZero();
  }

  @Test
  void theStatesOfIdleActorsAreHandedOverAndNeedNoLoad() {
    begin(actors);
    FakeTenure lost = actors.ownership().lose();
    InMemory found = requireNonNull(inMemory(actors, lost, 1_000));
    surrender(actors, lost);
    assertThat(found.busy()).isEmpty();
    assertThat(inMemoryBytes(found)).isEqualTo(actors.state().stored(COUNTER));

    actors.ownership().gain().handOver(COUNTER, requireNonNull(found.states().get(COUNTER)));
    actors.holdLoads();
    RecordedReply reply = actors.call("add");
    actors.answerAndCommit("begun again");
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(3);
  }

  @Test
  void stateThatHasNoRoomInTheHandOverIsLoaded() {
    begin(actors);
    FakeTenure lost = actors.ownership().lose();
    assertThat(requireNonNull(inMemory(actors, lost, 5)).states()).isEmpty();
  }

  @Test
  void anActorThatIsBeingLoadedIsForwardedWithAllThatWaits() {
    actors.holdLoads();
    actors.call("add");
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).isEmpty();
    surrender(actors, lost);
    assertThat(actions(actors)).containsExactly("add");

    actors.load();
    assertThat(actors.host().held()).isEmpty();
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void anInitActionThatRunsEndsBeforeItsActorRunsElsewhere() {
    actors.call("add");
    FakeTenure lost = actors.ownership().lose();
    assertThat(busy(actors, lost)).containsExactly(COUNTER);
    surrender(actors, lost);
    assertThat(lost.ended()).isEmpty();

    actors.host().only().returns("begun");
    actors.commit();
    assertThat(lost.ended()).containsExactly(COUNTER);
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void aSlotThatComesBackWaitsForTheTurnOfTheEarlierTenure() {
    begin(actors);
    actors.call("add");
    surrender(actors, actors.ownership().lose());
    actors.ownership().gain();
    RecordedReply next = actors.call("add");
    assertThat(actors.host().held()).hasSize(1);

    actors.answerAndCommit("1");
    assertThat(actors.host().only().request().action()).isEqualTo("init");
    actors.answerAndCommit("begun again");
    assertThat(actors.host().only().stateText()).isEqualTo("begun again");
    actors.answerAndCommit("2");
    assertThat(next.text()).isEqualTo("2");
  }

  @Test
  void whatWaitsIsKeptWhenTheSlotHasComeBackAlready() {
    begin(actors);
    actors.call("add");
    RecordedReply next = actors.call("add");
    FakeTenure lost = actors.ownership().lose();
    actors.ownership().gain();
    surrender(actors, lost);

    actors.answerAndCommit("1");
    actors.answerAndCommit("begun again");
    actors.answerAndCommit("2");
    assertThat(next.text()).isEqualTo("2");
    assertThat(actors.ownership().forwarded()).isEmpty();
  }

  // --- the end of a membership

  @Test
  void aTurnThatRanInAMembershipThatEndedIsFenced() {
    begin(actors);
    RecordedReply running = actors.call("add");
    FakeTenure lost = actors.ownership().lose();
    expel(actors, lost);
    assertThat(running.answered()).isFalse();

    actors.host().only().returns("1");
    actors.commit();
    assertThat(running.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(actors.state().stored(COUNTER)).asString().doesNotContain("1");
    assertThat(lost.ended()).containsExactly(COUNTER);
  }

  @Test
  void ofAResultThatWaitsForItsSaveIsNotSaidThatItIsLost() {
    begin(actors);
    RecordedReply saving = actors.call("add");
    actors.host().only().returns("1");
    expel(actors, actors.ownership().lose());

    assertThat(saving.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(actors.supervisor().activations()).isZero();
    actors.commit();
    assertThat(actors.state().stored(COUNTER)).asString().contains("1");
  }

  @Test
  void aSaveThatIsRefusedAfterALostAnswerMayBeStored() {
    begin(actors);
    RecordedReply reply = actors.call("add");
    actors.host().only().returns("1");
    actors.state().store().failNext(Fault.STORED_BUT_UNAVAILABLE);
    actors.commit();
    actors.state().store().fence(actors.ownership().present().member().epoch());
    actors.commit();

    assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(reply.message()).contains("did not say", "look at the state");
  }

  @Test
  void aResultThatIsSavedNeedsNoLease() {
    begin(actors);
    RecordedReply reply = actors.call("add");
    actors.host().only().returns("1");
    actors.ownership().present().confirmed(false);
    actors.commit();
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void whatATurnHasReadNeedsNoLeaseOnceALaterTurnIsSaved() {
    begin(actors);
    actors.ownership().present().confirmed(false);
    RecordedReply read = actors.call("get");
    RecordedReply add = actors.call("add");
    assertThat(read.answered()).isFalse();
    actors.host().only().returns("1");
    actors.commit();

    assertThat(read.text()).isEqualTo("begun");
    assertThat(add.text()).isEqualTo("1");
  }

  @Test
  void aResultThatIsSavedIsNotFencedByALaterSave() {
    begin(actors);
    actors.ownership().present().confirmed(false);
    RecordedReply first = actors.call("add");
    actors.host().only().returns("1");
    actors.commit();
    RecordedReply second = actors.call("add");
    actors.host().only().returns("2");
    actors.state().store().fence(actors.ownership().present().member().epoch());
    actors.commit();

    assertThat(first.text()).isEqualTo("1");
    assertThat(second.code()).isEqualTo(ErrorCode.FENCED);
  }

  @Test
  void aResultThatIsNotToBeSavedAtOnceNeedsALease() {
    lazy.call("add");
    RecordedReply reply = lazy.call("add");
    lazy.host().only().returns("1");
    lazy.ownership().present().confirmed(false);
    lazy.host().only().returns("2");
    assertThat(reply.answered()).isFalse();
  }

  @Test
  void aResultThatWaitsForALeaseIsFenced() {
    begin(actors);
    RecordedReply read = actors.call("add");
    actors.ownership().present().confirmed(false);
    actors.host().only().returnsNothing();
    expel(actors, actors.ownership().lose());

    assertThat(read.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(actors.inFlight().bytes()).isZero();
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void theNextMembershipRunsNoTurnBesideOneOfTheLast() {
    begin(actors);
    actors.call("add");
    RecordedReply waiting = actors.call("add");
    FakeTenure lost = actors.ownership().present();
    actors.ownership().gain();
    expel(actors, lost);
    assertThat(actors.host().held()).hasSize(1);

    actors.host().only().returns("lost");
    actors.drain();
    assertThat(actors.host().only().request().action()).isEqualTo("init");
    actors.answerAndCommit("begun again");
    actors.answerAndCommit("1");
    assertThat(waiting.text()).isEqualTo("1");
  }

  @Test
  void theNextMembershipRunsNoTurnBesideAnInitActionOfTheLast() {
    RecordedReply reply = actors.call("add");
    FakeTenure lost = actors.ownership().present();
    actors.ownership().gain();
    expel(actors, lost);
    assertThat(actors.host().held()).hasSize(1);

    actors.host().only().returns("lost");
    actors.drain();
    assertThat(actors.host().only().stateText()).isEmpty();
    actors.answerAndCommit("begun again");
    actors.answerAndCommit("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aSaveOfAMembershipThatHasEndedIsRefusedAndTheClusterIsTold() {
    actors.ownership().gain();
    begin(actors);
    RecordedReply reply = actors.call("add");
    actors.state().store().fence(1);
    actors.host().only().returns("1");
    actors.commit();

    assertThat(reply.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(reply.message()).contains("took this proxy for dead");
    assertThat(actors.ownership().present().isExpelled()).isTrue();
  }

  // --- what the host is told

  @Test
  void theHostIsToldTheEpochOfTheActorAndNotWhatACallerSays() {
    actors.ownership().gain();
    actors.ownership().gain();
    actors.invocation("add").metadata("actor-epoch", "99").metadata("a", "b").send();
    assertThat(actors.host().only().request().metadata()).containsEntry("actor-epoch", "2");
    actors.answerAndCommit("begun");

    assertThat(actors.host().only().request().metadata())
        .containsExactlyInAnyOrderEntriesOf(Map.of("actor-epoch", "2", "a", "b"));
  }

  @Test
  void aloneTheHostIsToldWhatTheCallerSays() {
    begin(actors);
    actors.invocation("add").metadata("a", "b").send();
    assertThat(actors.host().only().request().metadata()).isEqualTo(Map.of("a", "b"));
  }

  // --- timers

  @Test
  void timersStopWhenTheSlotMoves() {
    ActorHarness ticking = ActorHarness.acknowledged(type("counter").timer("tick", 1_000).build());
    ticking.supervisor().registered(ticking.registeredType());
    ticking.advance(1_500);
    assertThat(ticking.host().log()).containsExactly("tick");
    ticking.host().only().returnsNothing();

    surrender(ticking, ticking.ownership().lose());
    ticking.advance(5_000);
    assertThat(ticking.host().log()).containsExactly("tick");
    assertThat(ticking.ownership().forwarded()).isEmpty();
  }

  @Test
  void timersOfAnActorOfAnotherMemberDoNotStart() {
    ActorHarness ticking = ActorHarness.acknowledged(type("counter").timer("tick", 1_000).build());
    ticking.ownership().lose();
    ticking.supervisor().registered(ticking.registeredType());
    ticking.advance(5_000);

    assertThat(ticking.host().log()).isEmpty();
    assertThat(ticking.ownership().forwarded()).isEmpty();
  }

  private static void begin(ActorHarness actors) {
    RecordedReply reply = actors.call("get");
    actors.answerAndCommit("begun");
    assertThat(reply.answered()).isTrue();
  }

  private static Set<ActorId> busy(ActorHarness actors, FakeTenure tenure) {
    InMemory found = inMemory(actors, tenure, 0);
    return found == null ? Set.of() : found.busy();
  }

  private static @Nullable InMemory inMemory(ActorHarness actors, FakeTenure tenure, int bytes) {
    Map<Tenure, InMemory> found = new HashMap<>();
    actors.supervisor().inMemory(0, tenure::equals, bytes, found::putAll);
    actors.loop().drain();
    return found.get(tenure);
  }

  private static byte[] inMemoryBytes(InMemory found) {
    return requireNonNull(found.states().get(COUNTER)).state();
  }

  private static boolean isIdle(ActorHarness actors) {
    AtomicBoolean idle = new AtomicBoolean();
    actors.supervisor().idle(0, idle::set);
    actors.loop().drain();
    return idle.get();
  }

  private static void surrender(ActorHarness actors, FakeTenure tenure) {
    actors.supervisor().onTenuresChanged(tenure::equals);
    actors.drain();
  }

  private static void resume(ActorHarness actors) {
    actors.supervisor().onTenuresChanged(actors.ownership().present()::equals);
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
