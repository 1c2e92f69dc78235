package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Request;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.Pipe;
import io.spawn.Workflow;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Actors that wait for each other in a circle would wait until the deadline. */
final class CallCycleTest {
  private static final ActorId B = ActorId.named("sys", "b");
  private static final ActorId C = ActorId.named("sys", "c");
  private static final ActorId D = ActorId.named("sys", "d");

  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add").build());

  @Test
  void anActorThatCallsItselfIsToldAtOnce() {
    actors.call("add");

    RecordedReply inner = actors.invocation("add").from(COUNTER).send();

    assertThat(inner.code()).isEqualTo(ErrorCode.CALL_CYCLE);
    assertThat(inner.message()).contains("sys/counter", "asynchronous");
  }

  @Test
  void aCircleOfThreeIsFound() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).send();
    actors.invocation(C, "add").from(B).send();

    RecordedReply closing = actors.invocation("add").from(C).send();

    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void anotherCallOfACallerCostsTheSameHoweverManyOfItsCallsWait() {
    CallCycles cycles = new CallCycles();
    for (int i = 0; i < 10_000; i++) {
      cycles.waits(List.of(B), i % 2 == 0 ? C : ActorId.named("sys", "target" + i));
    }
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();

    cycles.waits(List.of(B), COUNTER);
    cycles.answered(List.of(B), COUNTER);

    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  @Test
  void aCallerWaitsUntilTheLastOfItsCallsIsAnswered() {
    CallCycles cycles = new CallCycles();
    cycles.waits(List.of(B), C);
    cycles.waits(List.of(B), C);

    cycles.answered(List.of(B), C);
    assertThat(cycles.leads(B, C)).isTrue();

    cycles.answered(List.of(B), C);
    assertThat(cycles.leads(B, C)).isFalse();
  }

  @Test
  void anInitThatLeadsBackToItsActorIsFound() {
    ActorHarness withInit =
        ActorHarness.acknowledged(type("counter").actions("add", "init").build());
    withInit.call("add");
    assertThat(withInit.host().only().request().action()).isEqualTo("init");

    RecordedReply inner = withInit.invocation("add").from(COUNTER).send();

    assertThat(inner.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void anAsynchronousCallBackIsNoCircle() {
    actors.call("add");

    RecordedReply inner = actors.invocation("add").from(COUNTER).async().send();

    assertThat(inner.code()).isNull();
  }

  @Test
  void anEffectBackIsNoCircle() {
    actors.call("add");

    RecordedReply inner = actors.invocation("add").from(COUNTER).origin(Origin.WORKFLOW).send();

    assertThat(inner.code()).isNull();
  }

  @Test
  void twoWhoCallTheSameActorAreNoCircle() {
    actors.call("add");
    actors.invocation("add").from(B).send();

    RecordedReply second = actors.invocation("add").from(C).send();

    assertThat(second.code()).isNull();
  }

  /** Each waits in the mailbox of the other, so neither call leads back to its own chain. */
  @Test
  void twoActorsThatCallEachOtherAtTheSameTimeAreACircle() {
    actors.call("add");
    actors.invocation(B, "add").send();
    RecordedReply first = actors.invocation(B, "add").from(COUNTER).send();

    RecordedReply second = actors.invocation("add").from(B).send();

    assertThat(first.code()).isNull();
    assertThat(second.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void aPipeToTheActorThatWaitsForItsReplyIsACircle() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).send();

    RecordedReply reply = pipe(COUNTER);

    assertThat(reply.code()).isEqualTo(ErrorCode.CALL_CYCLE);
    assertThat(reply.message()).contains("sys/counter waits for sys/b");
  }

  @Test
  void aCircleBehindAPipeIsFound() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).send();
    RecordedReply piped = pipe(C);

    RecordedReply closing = actors.invocation("add").from(C).send();

    assertThat(piped.code()).isNull();
    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void aPipeOfACallThatNoActorWaitsForIsNoCircle() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).async().send();

    assertThat(pipe(COUNTER).code()).isNull();
  }

  /** The host lets another actor give the reply to the call that it runs last. */
  private RecordedReply pipe(ActorId to) {
    actors
        .host()
        .held()
        .getLast()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder())
                .setWorkflow(
                    Workflow.newBuilder()
                        .setPipe(Pipe.newBuilder().setActor(to.name()).setActionName("add"))));
    actors.drain();
    Call piped = actors.sent().getLast();
    RecordedReply reply = new RecordedReply();
    Deadline deadline = Deadline.in(60_000, actors.loop().time());
    actors
        .supervisor()
        .dispatch(to, new Invocation(piped, deadline, reply), actors.registeredType());
    actors.drain();
    return reply;
  }

  @Test
  void anAnsweredCallIsForgotten() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).send();
    actors.host().held().getLast().returnsNothing();

    RecordedReply back = actors.invocation("add").from(B).send();

    assertThat(back.code()).isNull();
  }

  @Test
  void aCircleThatLeadsThroughAnotherMemberIsFound() {
    actors.call("add");

    RecordedReply closing = actors.invocation("add").from(C).chain(COUNTER, B).send();

    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void aCircleIsFoundThroughTheChainOfACallThatCameFromAnotherMember() {
    actors.call("add");
    actors.invocation(C, "add").from(B).chain(COUNTER).send();

    RecordedReply closing = actors.invocation("add").from(C).send();
    actors.host().held().getLast().returnsNothing();
    RecordedReply later = actors.invocation("add").from(C).send();

    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
    assertThat(later.code()).as("once the chain does not wait any more").isNull();
  }

  @Test
  void aCallThatLeavesTheMemberTellsWhoWaitsForItsCaller() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).send();
    actors.invocation(C, "add").from(B).send();

    assertThat(told(CallBuilder.call(D, "add").from(C))).containsExactly(COUNTER, B);
    assertThat(told(CallBuilder.call(D, "add").from(C).chain(B))).containsExactly(COUNTER, B);
    assertThat(told(CallBuilder.call(D, "add").from(C).async())).isEmpty();
    assertThat(told(CallBuilder.call(D, "add"))).isEmpty();
  }

  @Test
  void aCallThatLeavesTheMemberTellsNotWhoWaitsForAnEarlierTurnOfItsCaller() {
    actors.invocation(B, "add").from(COUNTER).send();
    actors.invocation(B, "add").send();
    assertThat(told(CallBuilder.call(D, "add").from(B))).containsExactly(COUNTER);

    actors.host().held().getLast().returns("1");
    assertThat(actors.host().held()).as("the next runs, the save is not done").hasSize(1);
    assertThat(told(CallBuilder.call(D, "add").from(B))).isEmpty();
    actors.commit();
    assertThat(told(CallBuilder.call(D, "add").from(B))).isEmpty();
  }

  @Test
  void ofALongChainTheNearestAreTold() {
    CallCycles cycles = new CallCycles();
    for (int i = 0; i < 300; i++) {
      cycles.runs(ActorId.named("sys", "n" + (i + 1)), List.of(ActorId.named("sys", "n" + i)));
    }
    Call last = CallBuilder.call(D, "add").from(ActorId.named("sys", "n300")).build();
    Request toTell = cycles.toTell(new Invocation(last, Deadline.NONE, new RecordedReply()));
    assertThat(((Invocation) toTell).call().chain())
        .hasSize(256)
        .startsWith(ActorId.named("sys", "n44"))
        .endsWith(ActorId.named("sys", "n299"));
  }

  @Test
  void aCallerThatClaimsToWaitForItselfIsNoEndlessChain() {
    actors.invocation("add").from(COUNTER).send();
    assertThat(told(CallBuilder.call(D, "add").from(COUNTER))).isEmpty();
  }

  private List<ActorId> told(CallBuilder call) {
    Request request = new Invocation(call.build(), Deadline.NONE, new RecordedReply());
    return ((Invocation) actors.cycles().toTell(request)).call().chain();
  }

  @Test
  void aCallerThatStoppedWaitingIsForgotten() {
    actors.call("add");
    actors.invocation(B, "add").from(COUNTER).timeoutMillis(50).send();
    actors.advance(100);

    RecordedReply back = actors.invocation("add").from(B).send();

    assertThat(back.code()).isNull();
  }
}
