package io.actorproxy.supervision;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.logs.SilentLog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class ActivationsTest {
  private static final ActorType TYPE = type("counter").actions("add").build();
  private static final ActorId A = ActorId.named("sys", "a");
  private static final ActorId B = ActorId.named("sys", "b");
  private static final ActorId C = ActorId.named("sys", "c");

  @Test
  void theLongestUnusedIdleActorMakesRoom() {
    ActorHarness actors = roomFor(2);
    actors.invocation(A, "add").send();
    actors.invocation(B, "get").send();
    actors.host().only().returns("1");
    actors.commit();
    actors.invocation(A, "get").send();

    actors.invocation(C, "get").send();

    assertThat(actors.supervisor().activations()).isEqualTo(2);
    int loadsBefore = actors.state().store().loads();
    actors.invocation(A, "get").send();
    assertThat(actors.state().store().loads()).as("A is still in memory").isEqualTo(loadsBefore);
  }

  @Test
  void anIdleActorEndsWhenItIsAskedToAndABusyOneStays() {
    ActorHarness actors = roomFor(10);
    actors.invocation(A, "get").send();
    actors.invocation(B, "add").send();

    CompletableFuture<Set<ActorId>> busy =
        actors.supervisor().end(List.of(A, B, C), Deadline.in(1_000, actors.loop().time()));
    actors.drain();
    assertThat(busy).isNotDone();
    actors.advance(1_100);

    assertThat(busy).isCompletedWithValue(Set.of(B));
    assertThat(actors.supervisor().activations()).isEqualTo(1);
  }

  @Test
  void anActorIsSavedBeforeItEnds() {
    ActorHarness actors = roomFor(10);
    actors.invocation(B, "add").send();
    CompletableFuture<Set<ActorId>> busy =
        actors.supervisor().end(List.of(B), Deadline.in(1_000, actors.loop().time()));
    actors.drain();

    actors.answerAndCommit("1");
    actors.advance(100);

    assertThat(busy).isCompletedWithValue(Set.of());
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void whenAllAreBusyACallIsRefusedAtOnce() {
    ActorHarness actors = roomFor(2);
    actors.invocation(A, "add").send();
    actors.invocation(B, "add").send();

    RecordedReply refused = actors.invocation(C, "add").send();

    assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(refused.message()).contains("PROXY_MAX_ACTIVATIONS");
    assertThat(actors.inFlight().count()).isEqualTo(2);
  }

  /** Its caller knows that it was accepted, so only the log can tell. */
  @Test
  void anAsynchronousCallThatNoActivationTakesIsInTheLog() {
    try (var log = new RecordedLog("io.actorproxy.entity.PendingReply", Level.WARN)) {
      ActorHarness actors = roomFor(2);
      actors.invocation(A, "add").send();
      actors.state().writeBehindTheBack(A, new byte[0]);
      RecordedReply running = actors.invocation(A, "add").send();
      RecordedReply accepted = actors.invocation(A, "add").async().send();
      actors.host().only().returns("1");
      Deadline atOnce = Deadline.in(0, actors.loop().time());
      CompletableFuture<Void> drained = actors.supervisor().drain(atOnce);
      actors.commit();
      actors.host().only().returns("2");
      actors.advance(100);

      assertThat(drained).isCompleted();
      assertThat(running.code()).isEqualTo(ErrorCode.FENCED);
      assertThat(accepted.reply()).isEqualTo(Reply.ACCEPTED);
      assertThat(log.lines())
          .singleElement(STRING)
          .contains("Expected 'add' of sys/a to run", "DRAINING");
    }
  }

  @Test
  void relievingSparesThoseThatWereUsedLately() {
    ActorHarness actors = roomFor(100);
    callEach(actors, 0, 20);
    callEach(actors, 0, 10);

    actors.supervisor().relieve(0.25);
    actors.drain();
    actors.supervisor().relieve(0.25);
    actors.drain();

    assertThat(actors.supervisor().activations()).isEqualTo(11);
    int loadsBefore = actors.state().store().loads();
    callEach(actors, 0, 10);
    assertThat(actors.state().store().loads()).isEqualTo(loadsBefore);
  }

  @Test
  void whereAllWereUsedLatelySomeLeaveNevertheless() {
    ActorHarness actors = roomFor(100);
    for (int round = 0; round < 2; round++) {
      callEach(actors, 0, 20);
    }

    actors.supervisor().relieve(0.25);
    actors.drain();

    assertThat(actors.supervisor().activations()).isEqualTo(15);
  }

  @Test
  void whereNearlyAllWereUsedLatelyTheShareLeavesNevertheless() {
    ActorHarness actors = roomFor(100);
    callEach(actors, 0, 20);
    callEach(actors, 0, 19);

    actors.supervisor().relieve(0.25);
    actors.drain();

    assertThat(actors.supervisor().activations()).isEqualTo(15);
  }

  @Test
  void theRingForgetsWhatLeftAndGoesOnWithTheRest() {
    ActorHarness actors = roomFor(100);
    for (int round = 0; round < 3; round++) {
      callEach(actors, round * 20, 20);
      actors.supervisor().relieve(1);
      actors.drain();

      assertThat(actors.supervisor().activations()).isZero();
    }
  }

  @Test
  void relievingPassivatesTheShareThatWasAskedFor() {
    ActorHarness actors = roomFor(100);
    callEach(actors, 0, 20);

    actors.supervisor().relieve(0.25);
    actors.drain();

    assertThat(actors.supervisor().activations()).isEqualTo(15);
  }

  @Test
  void drainingLetsTurnsEndSavesEverythingAndEnds() {
    ActorHarness actors = ActorHarness.snapshot(TYPE);
    actors.invocation(A, "add").send();
    actors.host().only().returns("1");
    RecordedReply running = actors.invocation(B, "add").send();

    CompletableFuture<Void> drained = actors.supervisor().drain(inOneSecond(actors));
    actors.advance(100);
    assertThat(drained).isNotDone();
    actors.host().only().returns("2");
    for (int i = 0; i < 5; i++) {
      actors.advance(30);
      actors.commit();
    }

    assertThat(drained).isCompleted();
    assertThat(running.text()).isEqualTo("2");
    assertThat(actors.state().revision(A)).isEqualTo(1);
    assertThat(actors.state().revision(B)).isEqualTo(1);
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void nothingIsActivatedOnceThePartitionIsQuiet() {
    ActorHarness actors = roomFor(10);
    CompletableFuture<Void> drained = actors.supervisor().drain(inOneSecond(actors));
    actors.drain();

    RecordedReply refused = actors.invocation(A, "add").send();

    assertThat(drained).isCompleted();
    assertThat(refused.code()).isEqualTo(ErrorCode.DRAINING);
  }

  @Test
  void whileWorkIsUnderWayOthersAreStillActivatedForIt() {
    ActorHarness actors = roomFor(10);
    actors.invocation(A, "add").send();
    actors.supervisor().drain(inOneSecond(actors));
    actors.drain();

    RecordedReply effect = actors.invocation(B, "add").send();

    assertThat(effect.code()).isNull();
    assertThat(actors.host().held()).hasSize(2);
  }

  @Test
  void tooManyDefectsStopAPartitionForAWhile() {
    try (var _ = new SilentLog()) {
      ActorHarness actors = roomFor(10);
      actors.host().breakWith(new IllegalStateException("a bug"));
      for (int i = 0; i < 1_000; i++) {
        assertThat(actors.invocation(A, "add").send().code()).isEqualTo(ErrorCode.INTERNAL);
      }
      actors.host().breakWith(null);

      RecordedReply refused = actors.invocation(A, "add").send();
      assertThat(refused.message()).contains("SPAWN_SUPERVISORS_ACTORS_MAX_RESTARTS");
      actors.advance(1_100);

      assertThat(actors.invocation(A, "add").send().code()).isNull();
      assertThat(actors.host().held()).hasSize(1);
    }
  }

  private static ActorId actor(int number) {
    return ActorId.named("sys", "a" + number);
  }

  private static Deadline inOneSecond(ActorHarness actors) {
    return Deadline.in(1_000, actors.loop().time());
  }

  private static void callEach(ActorHarness actors, int first, int count) {
    for (int i = first; i < first + count; i++) {
      actors.invocation(actor(i), "get").send();
    }
  }

  private static ActorHarness roomFor(int activations) {
    return new ActorHarness(TYPE, ActorHarness.config(Durability.ACKNOWLEDGED), 1_000, activations);
  }
}
