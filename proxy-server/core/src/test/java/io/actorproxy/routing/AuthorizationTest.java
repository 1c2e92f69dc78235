package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.TextAny;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.InvocationRequest;
import io.spawn.Pipe;
import io.spawn.SideEffect;
import io.spawn.Workflow;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is asked about, when, and the result of a request that is not permitted. */
final class AuthorizationTest {
  private static final Principal ALICE = new Principal.Client("alice");
  private static final ActorId COUNTER = ActorId.named("sys", "counter");
  private static final ActorId OTHER = ActorId.named("sys", "other");

  private final RoutingHarness routing = new RoutingHarness(10);
  private final ActorHarness actors = routing.actors();

  @BeforeEach
  void typesAreRegistered() {
    routing
        .register(
            type("counter").actions("add").build(),
            type("other").actions("hear").build(),
            type("user").actions("add").unnamed().build())
        .settled();
  }

  @Test
  void aCallThatIsNotPermittedSpawnsAndRunsNothing() {
    routing.authorizer().refuse(_ -> true);

    RecordedReply reply =
        routing.call(call("joe", "add").registerRef("user").principal(ALICE).build());

    assertThat(reply.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(reply.message()).contains("the client 'alice'", "'add'", "sys/joe");
    assertThat(routing.instances().count()).isZero();
    assertThat(actors.host().log()).isEmpty();
  }

  @Test
  void anActorThatAClientClaimsToBeIsNotWhoAsks() {
    routing.authorizer().refuse(request -> request.principal().equals(ALICE));

    RecordedReply reply = routing.call(call("counter", "add").principal(ALICE).from(OTHER).build());

    assertThat(reply.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(reply.message()).contains("the client 'alice'").doesNotContain("other");
  }

  @Test
  void anActorThatIsWaitedForIsAskedAboutOnce() {
    RoutingHarness early = new RoutingHarness(10);

    RecordedReply reply = early.call(call("counter", "add").build());
    early.actors().advance(1_100);

    assertThat(reply.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
    assertThat(early.authorizer().asked()).hasSize(1);
  }

  @Test
  void anEffectIsAskedAboutAsTheProxysForItsSenderAndNotAsTheClients() {
    routing.call(call("counter", "add").principal(ALICE).build());
    answerWithEffect();

    assertThat(actors.host().only().request().action()).isEqualTo("hear");
    Request asked = routing.authorizer().asked().getLast();
    assertThat(asked.principal()).isEqualTo(Principal.PROXY);
    assertThat(asked.caller()).isEqualTo(COUNTER);
  }

  @Test
  void anEffectThatIsNotPermittedIsADeadLetterAtOnceAndTheNextIsDelivered() {
    routing.call(call("counter", "add").build());
    routing.authorizer().refuse(request -> COUNTER.equals(request.caller()));
    answerWithEffect();

    assertThat(actors.outbox().outbox().deadLetters()).isEqualTo(1);
    assertThat(actors.outbox().outbox().counters().delivered()).isZero();
    routing.authorizer().refuse(_ -> false);
    routing.call(call("counter", "add").build());
    answerWithEffect();
    actors.advance(120_000);

    assertThat(actors.host().log()).containsExactly("add", "add", "hear");
  }

  /** It was asked about as the client's when it was accepted. */
  @Test
  void aStoredCallOfAClientIsDeliveredAsTheProxys() {
    routing.authorizer().refuse(request -> request.principal().equals(new Principal.Client("bob")));
    Call stored =
        call("counter", "add").principal(ALICE).async().metadata("durable-async", "true").build();

    assertThat(routing.call(stored).reply()).isEqualTo(Reply.ACCEPTED);

    assertThat(actors.host().held()).hasSize(1);
    assertThat(routing.authorizer().asked())
        .extracting(Request::principal)
        .containsExactly(ALICE, Principal.PROXY);
  }

  @Test
  void aScheduledCallThatAClientMayNotMakeIsNeverStored() {
    routing.authorizer().refuse(_ -> true);

    RecordedReply reply = routing.call(call("counter", "add").scheduledTo(3_000).build());

    assertThat(reply.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(actors.outbox().outbox().waiting()).isZero();
  }

  @Test
  void aPipeIsAskedAboutAsTheProxysAndNotAsTheClientsThatWaits() {
    routing.call(call("counter", "add").principal(ALICE).build());
    answerWithPipe();

    assertThat(actors.host().only().request().action()).isEqualTo("hear");
    Request asked = routing.authorizer().asked().getLast();
    assertThat(asked.principal()).isEqualTo(Principal.PROXY);
    assertThat(asked.caller()).isEqualTo(COUNTER);
  }

  @Test
  void aPipeThatIsNotPermittedIsTheReplyOfTheClientThatWaits() {
    RecordedReply reply = routing.call(call("counter", "add").principal(ALICE).build());
    routing.authorizer().refuse(request -> COUNTER.equals(request.caller()));
    answerWithPipe();

    assertThat(reply.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(reply.message()).contains("sys/counter", "'hear'", "sys/other");
    assertThat(actors.host().log()).containsExactly("add");
  }

  @Test
  void aLookAtTheStateAndARestorationAreAskedAboutAsWhoAsks() {
    routing.authorizer().refuse(_ -> true);

    CompletableFuture<?> look = routing.router().inspect(ALICE, COUNTER);
    CompletableFuture<?> restored = routing.router().restore(Principal.OPERATOR, COUNTER, 1);

    assertThat(failureOf(look))
        .contains("PERMISSION_DENIED", "the client 'alice'", "the inspection of sys/counter");
    assertThat(failureOf(restored))
        .contains("PERMISSION_DENIED", "an operator", "the restoration of sys/counter");
    assertThat(actors.state().store().loads()).isZero();
  }

  private void answerWithEffect() {
    InvocationRequest.Builder hear =
        InvocationRequest.newBuilder()
            .setActionName("hear")
            .setActor(
                io.spawn.actors.Actor.newBuilder()
                    .setId(io.spawn.actors.ActorId.newBuilder().setName("other")));
    actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder().setState(TextAny.message("1")))
                .setWorkflow(
                    Workflow.newBuilder().addEffects(SideEffect.newBuilder().setRequest(hear))));
    actors.commit();
    routing.drain();
  }

  private void answerWithPipe() {
    Pipe pipe = Pipe.newBuilder().setActor("other").setActionName("hear").build();
    actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder().setState(TextAny.message("1")))
                .setWorkflow(Workflow.newBuilder().setPipe(pipe)));
    actors.commit();
    routing.drain();
  }

  private static String failureOf(CompletableFuture<?> failed) {
    assertThat(failed).isCompletedExceptionally();
    return ((FailureException) failed.exceptionNow()).failure().toString();
  }
}
