package io.actorproxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import io.spawn.Context;
import io.spawn.Noop;
import io.spawn.Status;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorState;
import io.spawn.actors.ActorSystem;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What we write, the generated classes read as it was meant. */
final class WritersTest {
  private static final int MESSAGES = 1_000;

  @Test
  void whatAHostIsAskedIsReadAsItWasMeant() throws Exception {
    long seed = new Random().nextInt();
    System.out.println("writers from seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < MESSAGES; i++) {
      ActorInvocation written =
          new ActorInvocation(
              id(random),
              text(random),
              payload(random),
              random.nextBoolean() ? id(random) : null,
              random.nextBoolean() ? any(random).toByteString() : null,
              map(random),
              map(random));

      assertThat(io.spawn.ActorInvocation.parseFrom(written.toByteArray()))
          .isEqualTo(generated(written));
      assertThat(written.toByteArray()).hasSize(written.size());
    }
  }

  private static io.spawn.ActorInvocation generated(ActorInvocation message) throws Exception {
    Context.Builder context =
        Context.newBuilder()
            .setSelf(generated(message.actor()))
            .putAllMetadata(message.metadata())
            .putAllTags(message.tags());
    io.spawn.ActorInvocation.Builder builder =
        io.spawn.ActorInvocation.newBuilder()
            .setActor(generated(message.actor()))
            .setActionName(message.action());
    ActorId caller = message.caller();
    if (caller != null) {
      builder.setCaller(generated(caller));
      context.setCaller(generated(caller));
    }
    ByteString state = message.state();
    if (state != null) {
      context.setState(Any.parseFrom(state));
    }
    switch (message.payload()) {
      case Payload.Absent _ -> {}
      case Payload.Noop _ -> builder.setNoop(Noop.getDefaultInstance());
      case Payload.Value(ByteString any) -> builder.setValue(Any.parseFrom(any));
    }
    return builder.setCurrentContext(context).build();
  }

  @Test
  void aStateIsWrittenAndReadAgain() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < MESSAGES; i++) {
      ActorStateMessage state =
          new ActorStateMessage(
              map(random), random.nextBoolean() ? any(random).toByteString() : null);

      ActorState parsed = ActorState.parseFrom(state.toByteArray());
      assertThat(parsed.getTagsMap()).isEqualTo(state.tags());
      assertThat(parsed.hasState()).isEqualTo(state.state() != null);
      assertThat(ActorStateMessage.read(state.toByteString())).isEqualTo(normal(state));
    }
  }

  /** An empty Any is read as no state. */
  private static ActorStateMessage normal(ActorStateMessage state) {
    @Nullable ByteString any = state.state();
    return any != null && any.isEmpty() ? new ActorStateMessage(state.tags(), null) : state;
  }

  @Test
  void anAnswerRepeatsSystemAndActorByteForByte() throws Exception {
    ByteString system = ActorSystem.newBuilder().setName("sys").build().toByteString();
    ByteString actor =
        Actor.newBuilder().setId(generated(ActorId.named("sys", "counter"))).build().toByteString();

    io.spawn.InvocationResponse parsed =
        io.spawn.InvocationResponse.parseFrom(
            new InvocationResponse(RequestStatus.OK, system, actor, Payload.NOOP).toByteArray());

    assertThat(parsed.getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(parsed.getSystem().toByteString()).isEqualTo(system);
    assertThat(parsed.getActor().toByteString()).isEqualTo(actor);
    assertThat(parsed.hasNoop()).isTrue();
  }

  @Test
  void anAnswerWithoutPayloadHasNone() throws Exception {
    io.spawn.InvocationResponse parsed =
        io.spawn.InvocationResponse.parseFrom(
            new InvocationResponse(RequestStatus.OK, null, null, Payload.ABSENT).toByteArray());

    assertThat(parsed.getPayloadCase())
        .isEqualTo(io.spawn.InvocationResponse.PayloadCase.PAYLOAD_NOT_SET);
    assertThat(parsed.hasSystem()).isFalse();
    assertThat(parsed.hasActor()).isFalse();
  }

  @Test
  void everyFailureIsAnErrorWithItsCodeInFrontAndOneIsNotFound() throws Exception {
    for (ErrorCode code : ErrorCode.values()) {
      io.spawn.RequestStatus status =
          io.spawn.RequestStatus.parseFrom(
              RequestStatus.of(new Failure(code, "because")).toByteArray());

      assertThat(status.getMessage()).isEqualTo(code + ": because");
      assertThat(status.getStatus())
          .isEqualTo(code == ErrorCode.ACTOR_NOT_FOUND ? Status.ACTOR_NOT_FOUND : Status.ERROR);
    }
  }

  // --- helpers

  private static io.spawn.actors.ActorId generated(ActorId id) {
    return io.spawn.actors.ActorId.newBuilder()
        .setName(id.name())
        .setSystem(id.system())
        .setParent(id.parent())
        .build();
  }

  private static ActorId id(Random random) {
    return new ActorId(text(random), text(random), text(random));
  }

  private static Payload payload(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Payload.ABSENT;
      case 1 -> Payload.NOOP;
      default -> new Payload.Value(any(random).toByteString());
    };
  }

  private static Any any(Random random) {
    return new RandomMessages(random).of(Any.getDefaultInstance());
  }

  private static Map<String, String> map(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Map.of();
      case 1 -> Map.of(text(random), text(random));
      default -> Map.of("a", text(random), "b", "🦊".repeat(random.nextInt(50)));
    };
  }

  private static String text(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "counter";
      case 2 -> "zähler-" + random.nextInt();
      default -> "長い".repeat(random.nextInt(100));
    };
  }
}
