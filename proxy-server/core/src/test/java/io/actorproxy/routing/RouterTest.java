package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.StoreException;
import io.spawn.actors.ActorState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterTest {
  private static final ActorType COUNTER = type("counter").actions("add").build();
  private static final ActorType USER = type("user").actions("add").unnamed().build();

  private final RoutingHarness routing = new RoutingHarness(2);
  private final ActorHarness actors = routing.actors();

  @Test
  void aCallRunsAndItsCallerIsAnswered() {
    routing.register(COUNTER);

    RecordedReply reply = routing.call(call("counter", "add").input("x").build());
    assertThat(actors.host().only().inputText()).isEqualTo("x");
    actors.answerAndCommit("1");

    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void inTheFirstSecondsAnUnknownActorIsWaitedFor() {
    RecordedReply reply = routing.call(call("counter", "add").build());
    actors.advance(500);
    assertThat(reply.reply()).isNull();

    routing.register(COUNTER);
    actors.advance(50);

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void patienceWithAnUnknownActorEnds() {
    RecordedReply reply = routing.call(call("counter", "add").build());

    actors.advance(1_100);

    assertThat(reply.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void patienceWithAnUnknownActorEndsWithTheCallersPatience() {
    RecordedReply reply =
        routing.call(call("counter", "add").metadata("request-timeout", "100").build());

    actors.advance(150);

    assertThat(reply.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void laterAnUnknownActorIsRefusedAtOnce() {
    routing.settled();

    assertThat(routing.call(call("counter", "add").build()).code())
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void anUnknownActionIsRefusedAtOnceWithBothNames() {
    routing.register(COUNTER);

    RecordedReply reply = routing.call(call("counter", "fly").build());

    assertThat(reply.code()).isEqualTo(ErrorCode.ACTION_NOT_FOUND);
    assertThat(reply.message()).contains("fly", "counter", "add");
    assertThat(actors.state().store().loads()).isZero();
  }

  @Test
  void theCallerSaysHowLongItWaits() {
    routing.register(COUNTER);

    RecordedReply reply =
        routing.call(call("counter", "add").metadata("request-timeout", " 200 ").build());
    actors.advance(190);
    assertThat(reply.reply()).isNull();
    actors.advance(30);

    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
  }

  @Test
  void aCallerThatDoesNotSayWaitsAsLongAsConfigured() {
    routing.register(COUNTER);

    RecordedReply reply = routing.call(call("counter", "add").build());
    actors.advance(59_000);
    assertThat(reply.reply()).isNull();
    actors.advance(1_100);

    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "1.5", "99999999999999999999"})
  void aWaitThatIsNoTimeIsRefused(String timeout) {
    routing.register(COUNTER);

    RecordedReply reply =
        routing.call(call("counter", "add").metadata("request-timeout", timeout).build());

    assertThat(reply.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(reply.message()).contains("request-timeout", timeout);
    assertThat(actors.host().log()).isEmpty();
  }

  @Test
  void aCallWhoseCallerIsGoneDoesNotRunAndHoldsNothing() {
    routing.register(COUNTER);
    routing.call(call("counter", "add").build());
    var caller = new LeavingCaller(null);
    routing.router().invokeFromOutside(call("counter", "add").build(), caller);
    actors.drain();
    assertThat(actors.inFlight().count()).isEqualTo(2);

    caller.isGone = true;
    actors.answerAndCommit("1");

    assertThat(actors.host().held()).isEmpty();
    assertThat(actors.inFlight().count()).isZero();
  }

  /** Its message is done with, and what the pipe is for is not. */
  @Test
  void aCallOfAMessageRunsAlsoOnceItsDeliveryHasEnded() {
    routing.register(COUNTER);
    routing.call(call("counter", "add").build());
    var sender = new LeavingCaller(new EndedDelivery());
    routing.router().invokeFromOutside(call("counter", "add").build(), sender);
    actors.drain();

    sender.isGone = true;
    actors.answerAndCommit("1");
    assertThat(actors.host().held()).hasSize(1);
  }

  private static final class LeavingCaller implements ReplyTo {
    private final @Nullable Delivery delivery;
    private boolean isGone;

    LeavingCaller(@Nullable Delivery delivery) {
      this.delivery = delivery;
    }

    @Override
    public void reply(Reply reply) {}

    @Override
    public boolean answered() {
      return isGone;
    }

    @Override
    public @Nullable Delivery delivery() {
      return delivery;
    }
  }

  private static final class EndedDelivery implements Delivery {
    @Override
    public MessageId id() {
      return new MessageId(1, 1);
    }

    @Override
    public void goesTo(ActorId receiver, Optional<DeliveryPolicy> declared) {}

    @Override
    public boolean begin() {
      return true;
    }

    @Override
    public void ran() {}

    @Override
    public void done(boolean removed) {}
  }

  @Test
  void aVeryLongWaitIsAllowed() {
    routing.register(COUNTER);

    RecordedReply reply =
        routing.call(
            call("counter", "add").metadata("request-timeout", "" + Long.MAX_VALUE).build());
    actors.advance(1_000);

    assertThat(reply.reply()).isNull();
    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void aCallForLaterIsAcceptedAndRunsAtItsTime() {
    routing.register(COUNTER).settled();
    long at = actors.loop().time().epochMillis() + 5_000;

    RecordedReply reply = routing.call(call("counter", "add").input("x").scheduledTo(at).build());
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);
    actors.advance(4_990);
    assertThat(actors.host().log()).isEmpty();
    actors.advance(20);

    assertThat(actors.host().only().inputText()).isEqualTo("x");
  }

  @Test
  void aCallForThePastIsPromisedAsOneForLaterAndRunsAtOnce() {
    routing.register(COUNTER).settled();

    RecordedReply reply =
        routing.call(call("counter", "add").input("x").scheduledTo(3_000).build());
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);
    actors.advance(20);

    assertThat(actors.host().only().inputText()).isEqualTo("x");
    assertThat(actors.host().only().request().metadata()).containsKey("message-id");
  }

  @Test
  void aCallForLaterOfAnActorThatIsNotThereIsRefusedNow() {
    routing.settled();
    long at = actors.loop().time().epochMillis() + 5_000;

    assertThat(routing.call(call("counter", "add").scheduledTo(at).build()).code())
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void thereAreNoMoreCallsForLaterThanAllowed() {
    routing.register(COUNTER);
    long at = actors.loop().time().epochMillis() + 5_000;
    for (int i = 0; i < 2; i++) {
      routing.call(call("counter", "add").scheduledTo(at).build());
    }

    RecordedReply third = routing.call(call("counter", "add").scheduledTo(at).build());
    assertThat(third.code()).isEqualTo(ErrorCode.OUTBOX_FULL);
    assertThat(third.message()).contains("PROXY_SCHEDULE_CAPACITY");
    actors.advance(5_100);
    actors.answerAndCommit("1");
    actors.answerAndCommit("2");

    assertThat(routing.call(call("counter", "add").scheduledTo(at + 20_000).build()).reply())
        .isEqualTo(Reply.ACCEPTED);
  }

  @Test
  void callsForLaterCanBeSwitchedOff() {
    RoutingHarness without = new RoutingHarness(0).register(COUNTER);
    long at = without.actors().loop().time().epochMillis() + 5_000;

    RecordedReply reply = without.call(call("counter", "add").scheduledTo(at).build());

    assertThat(reply.code()).isEqualTo(ErrorCode.SCHEDULING_DISABLED);
    assertThat(reply.message()).contains("SPAWN_DELAYED_INVOKES");
  }

  @Test
  void whileDrainingCallsFromOutsideAreRefusedAndThoseOfActorsGoOn() {
    routing.register(COUNTER);
    routing.admission().drain();

    RecordedReply outside = routing.call(call("counter", "add").build());
    RecordedReply nested =
        routing.call(call("counter", "add").from(ActorId.named("sys", "other")).build());
    actors.answerAndCommit("1");

    assertThat(outside.code()).isEqualTo(ErrorCode.DRAINING);
    assertThat(nested.text()).isEqualTo("1");
  }

  @Test
  void aDurableCallOfARunningActorToItselfRunsAfterwards() {
    routing.register(COUNTER);
    routing.call(call("counter", "add").input("1").build());

    RecordedReply accepted =
        routing.call(
            call("counter", "add")
                .input("2")
                .from(ActorId.named("sys", "counter"))
                .async()
                .metadata("durable-async", "true")
                .build());
    actors.answerAndCommit("1");

    assertThat(accepted.reply()).isEqualTo(Reply.ACCEPTED);
    assertThat(actors.outbox().outbox().deadLetters()).isZero();
    assertThat(actors.host().only().inputText()).isEqualTo("2");
  }

  @Test
  void whileDrainingStoredMessagesOfClientsStillRun() {
    routing.register(COUNTER);
    routing.admission().drain();
    Call stored = call("counter", "add").build();
    RecordedReply reply = new RecordedReply();

    routing
        .router()
        .invoke(stored.delivering(new MessageId(1, 2), "message-id"), Deadline.NONE, reply);
    actors.drain();

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void callsOfAnInstanceWaitUntilItIsRecordedAndThenRunInTheirOrder() {
    routing.register(USER).holdRecordings();

    RecordedReply first =
        routing.call(call("joe", "add").registerRef("user").input("1").async().build());
    RecordedReply second = routing.call(call("joe", "add").registerRef("user").input("2").build());
    RecordedReply third = routing.call(call("joe", "add").input("3").async().build());
    assertThat(first.reply()).isNull();
    assertThat(actors.host().log()).isEmpty();

    routing.record();
    RecordedReply fourth = routing.call(call("joe", "add").input("4").build());
    actors.drain();
    assertThat(first.reply()).isEqualTo(Reply.ACCEPTED);
    assertThat(third.reply()).isEqualTo(Reply.ACCEPTED);
    for (String input : List.of("1", "2", "3", "4")) {
      assertThat(actors.host().only().inputText()).isEqualTo(input);
      actors.answerAndCommit(input);
    }

    assertThat(second.text()).isEqualTo("2");
    assertThat(fourth.text()).isEqualTo("4");
  }

  @Test
  void aCallOfANewInstanceFailsWhileTheStoreIsAwayAndNothingRan() {
    routing.register(USER).settled();
    routing.lookups().store().goDown();

    RecordedReply reply = routing.call(call("joe", "add").registerRef("user").build());

    assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(actors.host().log()).isEmpty();
    routing.lookups().store().comeUp();
    assertThat(routing.call(call("joe", "add").build()).code())
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void aCallWaitsForARecordingNoLongerThanItsDeadlineAndThenNeverRuns() {
    routing.register(USER).holdRecordings();

    RecordedReply reply =
        routing.call(
            call("joe", "add").registerRef("user").metadata("request-timeout", "200").build());
    actors.advance(190);
    assertThat(reply.reply()).isNull();
    actors.advance(30);
    routing.record();

    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(actors.host().log()).isEmpty();
    assertThat(routing.instances().count()).isEqualTo(1);
  }

  @Test
  void noTimeoutIsLeftOfACallThatHasWaitedForARecording() {
    routing.register(USER).settled();
    int before = actors.loop().wheel().size();
    routing.holdRecordings();
    routing.call(call("joe", "nothing").registerRef("user").build());
    assertThat(actors.loop().wheel().size()).isEqualTo(before + 1);

    routing.record();

    assertThat(actors.loop().wheel().size()).isEqualTo(before);
  }

  @Test
  void aCallOfAStatelessInstanceDoesNotWaitForTheStore() {
    routing.register(type("user").actions("add").unnamed().stateless().build());
    routing.holdRecordings();

    routing.call(call("joe", "add").registerRef("user").input("1").build());

    assertThat(actors.host().only().inputText()).isEqualTo("1");
    routing.record();
    assertThat(routing.lookups().isRecorded(new ActorId("sys", "user", "joe"))).isTrue();
  }

  @Test
  void aLookAtTheStateShowsWhatIsCommitted() throws InvalidProtocolBufferException {
    routing.register(COUNTER);
    routing.call(call("counter", "add").build());
    actors.host().only().returns("1");
    CompletableFuture<ByteString> look =
        routing.router().inspect(Principal.ANONYMOUS, ActorId.named("sys", "counter"));
    actors.drain();
    assertThat(look).isNotDone();

    actors.commit();

    assertThat(ActorState.parseFrom(look.join()).getState()).isEqualTo(TextAny.message("1"));
  }

  @Test
  void aLookAtTheStateOfAnInstanceWaitsUntilThatIsRecorded() {
    routing.register(USER);
    routing.holdRecordings();
    routing.call(call("joe", "get").registerRef("user").build());

    CompletableFuture<ByteString> look =
        routing.router().inspect(Principal.ANONYMOUS, new ActorId("sys", "user", "joe"));
    routing.drain();
    assertThat(look).isNotDone();
    assertThat(actors.supervisor().activations()).isZero();
    routing.record();

    assertThat(look).isCompleted();
  }

  // --- instances that are in the store alone

  @Test
  void callsOfAnInstanceInTheStoreWaitForItsLookUpAndThenRunInTheirOrder() throws Exception {
    store("joe");
    routing.register(USER).settled().holdLookUps();

    RecordedReply first = routing.call(call("joe", "add").input("1").async().build());
    RecordedReply second = routing.call(call("joe", "add").parent("user").input("2").build());
    RecordedReply third = routing.call(call("joe", "add").registerRef("user").input("3").build());
    assertThat(first.reply()).isNull();
    assertThat(actors.host().log()).isEmpty();

    routing.lookUp();
    routing.call(call("joe", "add").input("4").build());
    assertThat(first.reply()).isEqualTo(Reply.ACCEPTED);
    for (String input : List.of("1", "2", "3", "4")) {
      assertThat(actors.host().only().inputText()).isEqualTo(input);
      actors.answerAndCommit(input);
    }

    assertThat(second.text()).isEqualTo("2");
    assertThat(third.text()).isEqualTo("3");
    assertThat(routing.lookups().store().lookups()).hasSize(1);
    assertThat(routing.lookups().hasWork()).isFalse();
  }

  @Test
  void anActorThatIsCalledAgainAndAgainIsLookedUpOnce() throws Exception {
    store("joe");
    routing
        .register(
            type("counter").actions("add").stateless().build(),
            type("user").actions("add").unnamed().stateless().build())
        .settled();
    actors.host().answersAtOnce(one -> one.returns("1"));

    for (int i = 0; i < 100; i++) {
      routing.call(call("joe", "add").build());
      routing.call(call("joe", "add").parent("user").build());
      routing.call(call("joe", "add").registerRef("user").build());
      routing.call(call("counter", "add").build());
      actors.advance(1_000);
    }

    assertThat(actors.host().log()).hasSize(400);
    assertThat(routing.lookups().store().lookups()).hasSize(2);
  }

  @Test
  void aCallWaitsForALookUpNoLongerThanItsDeadlineAndThenNeverRuns() throws Exception {
    store("joe");
    routing.register(USER).settled().holdLookUps();

    RecordedReply reply =
        routing.call(call("joe", "add").metadata("request-timeout", "200").build());
    actors.advance(190);
    assertThat(reply.reply()).isNull();
    actors.advance(30);
    routing.lookUp();

    assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(reply.message()).contains("sys/joe", "looked up");
    assertThat(actors.host().log()).isEmpty();
  }

  @Test
  void noMoreCallsThanAllowedWaitForALookUp() throws Exception {
    store("joe");
    routing.register(USER).settled().holdLookUps();
    for (int i = 0; i < 3; i++) {
      routing.call(call("joe", "add").build());
    }

    assertThat(routing.call(call("joe", "add").build()).code()).isEqualTo(ErrorCode.MAILBOX_FULL);
  }

  @Test
  void whileTheStoreIsAwayAnInstanceIsUnavailableNotUnknown() throws Exception {
    store("joe");
    routing.register(USER).settled();
    routing.lookups().store().goDown();

    assertThat(routing.call(call("joe", "add").build()).code())
        .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    routing.lookups().store().comeUp();
    routing.call(call("joe", "add").build());

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void whileTheStoreIsAwayStatelessInstancesThatAreCalledByTheirTypeRun() {
    routing.register(type("user").actions("add").unnamed().stateless().build());
    routing.lookups().store().goDown();
    routing.holdRecordings();

    routing.call(call("joe", "add").registerRef("user").build());
    routing.call(call("joe", "add").parent("user").build());

    assertThat(actors.host().log()).hasSize(1);
    actors.host().only().returns("1");
    actors.drain();
    assertThat(actors.host().log()).hasSize(2);
  }

  @Test
  void anUnknownNameIsLookedUpOnceASecondAtMost() {
    routing.register(USER).settled();

    for (int i = 0; i < 100; i++) {
      assertThat(routing.call(call("joe", "add").build()).code())
          .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
      actors.advance(30);
    }

    assertThat(routing.lookups().store().lookups()).hasSizeBetween(3, 4);
  }

  @Test
  void aNamedActorAndAnInstanceInTheStoreAreAmbiguous() throws Exception {
    store("counter");
    routing.register(COUNTER, USER).settled();

    assertThat(routing.call(call("counter", "add").build()).code())
        .isEqualTo(ErrorCode.AMBIGUOUS_ACTOR);
  }

  @Test
  void whereNoTypeHasInstancesTheStoreIsNeverAsked() {
    routing.register(COUNTER).settled();
    routing.lookups().store().goDown();

    assertThat(routing.call(call("joe", "add").build()).code())
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    routing.call(call("counter", "add").build());

    assertThat(actors.host().held()).hasSize(1);
    assertThat(routing.lookups().store().lookups()).isEmpty();
  }

  @Test
  void theIdentityOfAnInstanceInTheStoreIsFound() throws Exception {
    store("joe");
    routing.register(USER).settled();

    CompletionStage<ActorId> found = routing.router().identity(ActorId.named("sys", "joe"));
    CompletionStage<ActorId> missing = routing.router().identity(ActorId.named("sys", "jane"));
    routing.drain();

    assertThat(found).isCompletedWithValue(new ActorId("sys", "user", "joe"));
    assertThat(missing.toCompletableFuture()).isCompletedExceptionally();
  }

  private void store(String name) throws StoreException {
    routing.lookups().store().addInstances(List.of(new ActorId("sys", "user", name).key()));
  }
}
