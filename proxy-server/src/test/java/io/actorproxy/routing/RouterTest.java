package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.schedule.InvocationScheduler;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a call to the actor that it means. */
final class RouterTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add").build());
  private final ActorRegistry registry = new ActorRegistry(new Pubsub(), 100);
  private final Router router = router();

  private Router router() {
    var loop = actors.loop();
    return new Router(
        new RoutingConfig(60_000, 1_000),
        loop.time(),
        new ActorLocator(registry),
        actors.supervisor(),
        new InvocationScheduler(loop, loop.wheel(), loop.time(), (_, _, _) -> {}, 10),
        new LookupGrace(1_000, loop.time(), loop, loop.wheel()));
  }

  private static Call call(String name, String registerRef, Map<String, String> metadata) {
    return new Call(
        "sys",
        "",
        name,
        registerRef,
        "add",
        Payload.ABSENT,
        false,
        null,
        metadata,
        0,
        0,
        Origin.CLIENT);
  }

  @Test
  void aLookupDoesNotOutlastTheDeadline() {
    RecordedReply reply = new RecordedReply();

    router.invokeFromOutside(call("nobody", "", Map.of("request-timeout", "100")), reply);
    actors.advance(150);

    assertThat(reply.code()).isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void aLookupIsRepeatedWhileARegistrationMayStillArrive() {
    RecordedReply reply = new RecordedReply();

    router.invokeFromOutside(call("counter", "", Map.of()), reply);
    actors.advance(500);
    assertThat(reply.reply()).isNull();
    registry.register(type("counter").actions("add").build());
    actors.advance(100);
    actors.answerAndCommit("1");

    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void whatARunningActionAsksForIsDoneDuringTheDrain() {
    registry.register(type("counter").actions("add").build());
    RecordedReply nested = new RecordedReply();
    RecordedReply outside = new RecordedReply();
    router.drain();

    Call call = call("counter", "", Map.of());
    router.invokeFromOutside(call, outside);
    router.invokeFromOutside(from(ActorId.named("sys", "other"), call), nested);
    actors.drain();
    actors.answerAndCommit("1");

    assertThat(outside.code()).isEqualTo(ErrorCode.DRAINING);
    assertThat(nested.text()).isEqualTo("1");
  }

  private static Call from(ActorId caller, Call call) {
    return new Call(
        call.system(),
        call.parent(),
        call.name(),
        call.registerRef(),
        call.action(),
        call.payload(),
        call.async(),
        caller,
        call.metadata(),
        call.scheduledTo(),
        call.hops(),
        call.origin());
  }

  @Test
  void anActorThatNoStoreCanKeepIsNotSpawnedFromInsideEither() {
    registry.register(type("counter").unnamed().actions("add").build());
    RecordedReply reply = new RecordedReply();

    router.invoke(call("nul \0", "counter", Map.of()), Deadline.NONE, reply);
    actors.drain();

    assertThat(reply.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(registry.instanceCount()).isZero();
  }
}
