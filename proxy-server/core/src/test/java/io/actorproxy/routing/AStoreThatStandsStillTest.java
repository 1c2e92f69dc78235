package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.ownership.FakeOwnership;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a caller asks for, it is answered by its deadline, and told whether it may happen. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
final class AStoreThatStandsStillTest {
  private static final ActorType COUNTER = type("counter").actions("add").build();
  private static final ActorType USER = type("user").actions("add").unnamed().build();

  private final RoutingHarness routing;
  private final ActorHarness actors;
  private final int timeouts;

  /** Calls that are stored before their callers are answered. */
  private enum Stored {
    DURABLE {
      @Override
      CallBuilder ask(CallBuilder call) {
        return call.async().metadata(Metadata.DURABLE_ASYNC, "true");
      }
    },
    SCHEDULED {
      @Override
      CallBuilder ask(CallBuilder call) {
        return call.scheduledTo(1);
      }
    },
    SCHEDULED_AND_ASYNC {
      @Override
      CallBuilder ask(CallBuilder call) {
        return call.async().scheduledTo(1);
      }
    };

    abstract CallBuilder ask(CallBuilder call);

    Call of(String name) {
      return ask(call(name, "add").metadata(Metadata.REQUEST_TIMEOUT, "200")).build();
    }
  }

  AStoreThatStandsStillTest(boolean isMember) {
    routing = isMember ? new RoutingHarness(new FakeOwnership()) : new RoutingHarness(1_000);
    actors = routing.actors();
    routing.register(COUNTER, USER).settled();
    timeouts = actors.loop().wheel().size();
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatStillWaitsToBeStoredAtItsDeadlineIsRefusedAndNeverRuns(Stored kind) {
    actors.holdMessages();
    RecordedReply reply = routing.call(kind.of("counter"));
    actors.advance(190);
    assertThat(reply.answered()).isFalse();
    actors.advance(30);
    assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(reply.message()).contains("waits to be stored, so it will not be run");

    actors.releaseMessages();
    actors.advance(1_000);
    assertThat(actors.host().log()).isEmpty();
    assertThat(actors.outbox().outbox().inFlight()).isZero();
    assertThat(actors.outbox().outbox().waiting()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatTheStoreHasNotConfirmedAtItsDeadlineMayRunAndThatIsSaid(Stored kind) {
    RecordedReply reply = new RecordedReply();
    actors.whenAdded(
        () -> {
          actors.loop().advance(190);
          assertThat(reply.answered()).isFalse();
          actors.loop().advance(30);
          assertThat(reply.code()).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
          assertThat(reply.message()).contains("if it has, it will run");
        });
    routing.router().invokeFromOutside(kind.of("counter"), reply);
    routing.drain();

    assertThat(reply.code()).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
    assertThat(actors.host().held()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void noTimeoutIsLeftOfACallThatIsStored(Stored kind) {
    actors.holdMessages();
    RecordedReply reply = routing.call(kind.ask(call("counter", "add")).build());
    assertThat(actors.loop().wheel().size()).isEqualTo(timeouts + 1);
    actors.releaseMessages();
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);
    actors.answerAndCommit("1");

    assertThat(pendingTimeouts()).isEqualTo(timeouts);
  }

  /** The activation has one until it is idle, and then ends. */
  private int pendingTimeouts() {
    actors.advance(30_000);
    return actors.loop().wheel().size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "false", "true"})
  void anAsynchronousCallOfAnInstanceThatIsNotLookedUpInTimeNeverRuns(String durable)
      throws Exception {
    store("joe");
    routing.holdLookUps();
    RecordedReply reply = routing.call(async("joe", durable).build());
    RecordedReply patient = routing.call(call("joe", "add").async().build());
    actors.advance(190);
    assertThat(reply.answered()).isFalse();
    actors.advance(30);
    assertThat(reply.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(reply.message()).contains("sys/joe to be looked up, so it will not be run");

    routing.lookUp();
    assertThat(patient.reply()).isEqualTo(Reply.ACCEPTED);
    actors.answerAndCommit("1");
    assertThat(actors.host().log()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "false", "true"})
  void anAsynchronousCallOfAnInstanceThatIsNotRecordedInTimeNeverRuns(String durable) {
    routing.holdRecordings();
    RecordedReply reply = routing.call(async("joe", durable).registerRef("user").build());
    actors.advance(190);
    assertThat(reply.answered()).isFalse();
    actors.advance(30);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(reply.message()).contains("joe to be recorded, so it will not be run");

    routing.record();
    actors.drain();
    assertThat(actors.host().log()).isEmpty();
  }

  private static CallBuilder async(String name, String durable) {
    return call(name, "add")
        .async()
        .metadata(Metadata.DURABLE_ASYNC, durable)
        .metadata(Metadata.REQUEST_TIMEOUT, "200");
  }

  @Test
  void aCallWhoseSaveIsNotConfirmedIsAnsweredAtItsDeadline() {
    RecordedReply reply = routing.call(within200("counter").build());
    actors.host().only().returns("1");
    actors.advance(220);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(reply.message()).contains("its state is still being saved");
  }

  @Test
  void aCallOfAnActorThatIsNotLoadedIsAnsweredAtItsDeadline() {
    actors.holdLoads();
    RecordedReply reply = routing.call(within200("counter").build());
    actors.advance(220);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(reply.message()).contains("its actor is still being loaded, so it will not be run");
  }

  private static CallBuilder within200(String name) {
    return call(name, "add").metadata(Metadata.REQUEST_TIMEOUT, "200");
  }

  @Test
  void aLookAtAStateIsAnsweredInTimeWhateverItWaitsFor() throws Exception {
    store("joe");
    routing.holdLookUps();
    actors.holdLoads();
    CompletableFuture<?> unknown =
        routing.router().inspect(Principal.ANONYMOUS, ActorId.named("sys", "joe"));
    CompletableFuture<?> notLoaded =
        routing.router().inspect(Principal.ANONYMOUS, ActorId.named("sys", "counter"));
    actors.advance(59_900);
    assertThat(unknown).isNotDone();
    assertThat(notLoaded).isNotDone();

    actors.advance(120);
    assertThat(code(unknown)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(code(notLoaded)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void aRestorationIsAnsweredInTimeWhateverItWaitsFor() throws Exception {
    store("joe");
    routing.holdLookUps();
    actors.holdLoads();
    CompletableFuture<?> unknown =
        routing.router().restore(Principal.ANONYMOUS, ActorId.named("sys", "joe"), 1);
    CompletableFuture<?> notLoaded =
        routing.router().restore(Principal.ANONYMOUS, ActorId.named("sys", "counter"), 1);
    actors.advance(60_020);

    assertThat(code(unknown)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(code(notLoaded)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void theIdentityOfAnInstanceIsAskedForNoLongerThanACallWaits() throws Exception {
    store("joe");
    routing.holdLookUps();
    CompletionStage<ActorId> found = routing.router().identity(ActorId.named("sys", "joe"));
    actors.advance(59_900);
    assertThat(found.toCompletableFuture()).isNotDone();
    actors.advance(120);
    assertThat(code(found)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    routing.lookUp();
    assertThat(actors.loop().wheel().size()).isEqualTo(timeouts);
  }

  private void store(String name) throws StoreException {
    routing.lookups().store().addInstances(List.of(new ActorId("sys", "user", name).key()));
  }

  private static @Nullable ErrorCode code(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally()
        ? ((FailureException) stage.toCompletableFuture().exceptionNow()).failure().code()
        : null;
  }
}
