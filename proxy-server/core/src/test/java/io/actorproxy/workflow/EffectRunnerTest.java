package io.actorproxy.workflow;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Outgoing;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.pubsub.PubsubDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a turn sends on when its state is committed. */
final class EffectRunnerTest {
  private static final ActorId SELF = ActorId.named("sys", "self");
  private static final Payload INPUT = TextAny.payload("input");
  private static final Payload OUTPUT = TextAny.payload("output");
  private static final Deadline DEADLINE = new Deadline(77, true);

  private record Sent(Call call, Deadline deadline, ReplyTo replyTo) {}

  private final List<Sent> sent = new ArrayList<>();
  private final Invoker invoker =
      (call, deadline, replyTo) -> sent.add(new Sent(call, deadline, replyTo));
  private final Pubsub pubsub = new Pubsub();
  private final EffectRunner runner =
      new EffectRunner(invoker, new PubsubDispatcher(pubsub), 3, 100);
  private final RecordedReply reply = new RecordedReply();

  @Test
  void effectsComeFirstThenTheBroadcastThenTheRouting() {
    pubsub.subscribe(ActorId.named("sys", "listener"), Map.of("news", "hear"));

    boolean routed =
        run(
            new Workflow(
                List.of(effect("one"), effect("two")),
                new Effect.Broadcast("news", "", INPUT),
                new Effect.Pipe("next", "go", "")));

    assertThat(routed).isTrue();
    assertThat(sent)
        .extracting(s -> s.call().name())
        .containsExactly("one", "two", "listener", "next");
    assertThat(sent).allMatch(s -> SELF.equals(s.call().caller()));
    assertThat(sent).allMatch(s -> s.call().origin() == Origin.WORKFLOW);
  }

  @Test
  void aBroadcastToMoreThanATurnMaySendToIsRefusedWhole() {
    for (int i = 0; i < 100; i++) {
      pubsub.subscribe(ActorId.named("sys", "listener" + i), Map.of("news", "hear"));
    }
    Workflow whole = new Workflow(List.of(), new Effect.Broadcast("news", "", INPUT), null);
    run(whole);
    assertThat(sent).hasSize(100);

    Workflow more =
        new Workflow(List.of(effect("one")), new Effect.Broadcast("news", "", INPUT), null);
    assertThatThrownBy(() -> run(more)).hasMessageContaining("PROXY_OUTBOX_MAX_TURN_MESSAGES");
    assertThat(sent).hasSize(100);
  }

  @Test
  void aTurnSendsToActorsAndToATopicWithoutKnowingItsListeners() {
    Workflow workflow =
        new Workflow(List.of(effect("one")), new Effect.Broadcast("news", "hear", INPUT), null);
    List<Outgoing> outgoing = runner.outgoing(workflow, SELF, call("self", "act").build());

    assertThat(outgoing).hasSize(2);
    assertThat(outgoing.getFirst())
        .isInstanceOfSatisfying(
            Outgoing.ToActor.class, to -> assertThat(to.call().name()).isEqualTo("one"));
    assertThat(outgoing.getLast()).isEqualTo(new Outgoing.ToTopic(SELF, "news", "hear", INPUT));
    assertThat(runner.callsOf(outgoing)).hasSize(1);
    assertThat(runner.outgoing(Workflow.EMPTY, SELF, call("self", "act").build())).isEmpty();
  }

  @Test
  void withoutRoutingTheTurnAnswersItself() {
    assertThat(run(new Workflow(List.of(effect("one")), null, null))).isFalse();
    assertThat(run(Workflow.EMPTY)).isFalse();
    assertThat(reply.isHandedOn()).isFalse();
  }

  @Test
  void aPipeCarriesTheOutputAndTheCallersWait() {
    run(routing(new Effect.Pipe("next", "go", "type")));

    Sent pipe = sent.getFirst();
    assertThat(pipe.call().payload()).isEqualTo(OUTPUT);
    assertThat(pipe.call().registerRef()).isEqualTo("type");
    assertThat(pipe.call().metadata()).containsEntry("trace", "1");
    assertThat(pipe.call().hops()).isEqualTo(2);
    assertThat(pipe.deadline()).isEqualTo(DEADLINE);
    assertThat(pipe.replyTo()).isSameAs(reply);
    assertThat(reply.isHandedOn()).isTrue();
  }

  @Test
  void aForwardCarriesTheInput() {
    run(routing(new Effect.Forward("next", "go", "")));

    assertThat(sent.getFirst().call().payload()).isEqualTo(INPUT);
  }

  @Test
  void anEffectIsAsynchronousAndItsOwnMetadataCoversTheTurns() {
    Effect.SideEffect effect =
        new Effect.SideEffect(
            call("one", "hear").metadata("trace", "2").metadata("own", "3").scheduledTo(9).build());

    run(new Workflow(List.of(effect, effect("two")), null, null));

    Call first = sent.getFirst().call();
    assertThat(first.async()).isTrue();
    assertThat(first.scheduledTo()).isEqualTo(9);
    assertThat(first.metadata()).containsOnly(Map.entry("trace", "2"), Map.entry("own", "3"));
    assertThat(sent.getLast().call().metadata()).containsOnly(Map.entry("trace", "1"));
    assertThat(sent).allMatch(s -> s.deadline().equals(Deadline.NONE));
  }

  @Test
  void tooManyHopsAreRefusedByName() {
    boolean routed = run(routing(new Effect.Pipe("next", "go", "")), invocation(3, false));

    assertThat(routed).isTrue();
    assertThat(sent).isEmpty();
    assertThat(reply.code()).isEqualTo(ErrorCode.HOP_LIMIT);
    assertThat(reply.message()).contains("sys/self", "next", "PROXY_MAX_HOPS");
  }

  @Test
  void thePipeOfAnAsynchronousTurnAnswersNobody() {
    run(routing(new Effect.Pipe("next", "go", "")), invocation(1, true));

    assertThat(sent.getFirst().call().async()).isTrue();
    sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.ACTOR_NOT_FOUND, "gone"));
    assertThat(reply.reply()).isNull();
  }

  private boolean run(Workflow workflow) {
    return run(workflow, invocation(1, false));
  }

  private boolean run(Workflow workflow, Invocation invocation) {
    runner.send(runner.callsOf(runner.outgoing(workflow, SELF, invocation.call())), SELF);
    return runner.route(workflow, SELF, invocation, OUTPUT);
  }

  private static Workflow routing(Effect.@Nullable Routing routing) {
    return new Workflow(List.of(), null, routing);
  }

  private static Effect.SideEffect effect(String name) {
    return new Effect.SideEffect(call(name, "hear").build());
  }

  private Invocation invocation(int hops, boolean async) {
    CallBuilder call = call("self", "go").input(INPUT).metadata("trace", "1").hops(hops);
    return new Invocation((async ? call.async() : call).build(), DEADLINE, reply);
  }
}
