package io.actorproxy.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.TextAny;
import io.spawn.Broadcast;
import io.spawn.Forward;
import io.spawn.InvocationRequest;
import io.spawn.Noop;
import io.spawn.Pipe;
import io.spawn.SideEffect;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import org.junit.jupiter.api.Test;

/** What a host asked for, as we read it. */
final class WorkflowTest {
  @Test
  void noBytesAreNoWorkflow() {
    assertThat(Workflow.read(null, "sys", 3)).isEqualTo(Workflow.EMPTY);
    assertThat(Workflow.read(ByteString.EMPTY, "sys", 3)).isEqualTo(Workflow.EMPTY);
  }

  @Test
  void effectsKeepTheOrderOfTheHostAndItsSystem() {
    Workflow workflow =
        read(
            io.spawn.Workflow.newBuilder()
                .addEffects(effect("b"))
                .addEffects(effect("a"))
                .addEffects(effect("b")));

    assertThat(workflow.effects()).extracting(e -> e.call().name()).containsExactly("b", "a", "b");
    assertThat(workflow.effects()).allMatch(e -> e.call().system().equals("sys"));
  }

  @Test
  void aBroadcastNamesItsChannel() {
    Effect.Broadcast broadcast =
        read(io.spawn.Workflow.newBuilder()
                .setBroadcast(
                    Broadcast.newBuilder().setChannelGroup("news").setValue(TextAny.message("x"))))
            .broadcast();

    assertThat(broadcast).isEqualTo(new Effect.Broadcast("news", "", TextAny.payload("x")));
  }

  @Test
  void theActionNameOfOldSdksAloneIsTheChannel() {
    assertThat(broadcast("", "news")).isEqualTo(new Effect.Broadcast("news", "", Payload.NOOP));
  }

  @Test
  void theActionNameOfOldSdksBesideAChannelIsTheAction() {
    assertThat(broadcast("news", "hear"))
        .isEqualTo(new Effect.Broadcast("news", "hear", Payload.NOOP));
  }

  @Test
  void theLastOfPipeAndForwardCounts() {
    ByteString pipe =
        io.spawn.Workflow.newBuilder()
            .setPipe(Pipe.newBuilder().setActor("p").setActionName("a").setRegisterRef("r"))
            .build()
            .toByteString();
    ByteString forward =
        io.spawn.Workflow.newBuilder()
            .setForward(Forward.newBuilder().setActor("f").setActionName("b"))
            .build()
            .toByteString();

    assertThat(Workflow.read(pipe.concat(forward), "sys", 3).routing())
        .isEqualTo(new Effect.Forward("f", "b", ""));
    assertThat(Workflow.read(forward.concat(pipe), "sys", 3).routing())
        .isEqualTo(new Effect.Pipe("p", "a", "r"));
  }

  @Test
  void whatNamesNobodyIsRefused() {
    refused(io.spawn.Workflow.newBuilder().addEffects(SideEffect.getDefaultInstance()));
    refused(io.spawn.Workflow.newBuilder().setBroadcast(Broadcast.getDefaultInstance()));
    refused(io.spawn.Workflow.newBuilder().setPipe(Pipe.newBuilder().setActor("p")));
    refused(io.spawn.Workflow.newBuilder().setForward(Forward.newBuilder().setActionName("a")));
  }

  @Test
  void bytesThatAreNoWorkflowAreRefused() {
    assertThatThrownBy(() -> Workflow.read(ByteString.copyFrom(new byte[] {10, 127}), "sys", 3))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.HOST_INVALID_REPLY));
  }

  private static void refused(io.spawn.Workflow.Builder workflow) {
    assertThatThrownBy(() -> read(workflow))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.HOST_INVALID_REPLY));
  }

  @Test
  void moreEffectsThanATurnMaySendAreRefusedBeforeTheyAreRead() {
    ByteString three =
        io.spawn.Workflow.newBuilder()
            .addEffects(effect("a"))
            .addEffects(effect("b"))
            .addEffects(effect("c"))
            .build()
            .toByteString();
    ByteString empty = ByteString.copyFrom(new byte[] {10, 0});

    assertThat(Workflow.read(three, "sys", 3).effects()).hasSize(3);
    assertThatThrownBy(() -> Workflow.read(three.concat(empty), "sys", 3))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("more than 3 others")
        .hasMessageContaining("PROXY_OUTBOX_MAX_TURN_MESSAGES");
  }

  private static Workflow read(io.spawn.Workflow.Builder workflow) {
    return Workflow.read(workflow.build().toByteString(), "sys", 3);
  }

  private static Effect.Broadcast broadcast(String first, String second) {
    ByteString old =
        ByteString.copyFrom(new byte[] {18, (byte) second.length()})
            .concat(ByteString.copyFromUtf8(second));
    ByteString bytes =
        Broadcast.newBuilder()
            .setChannelGroup(first)
            .setNoop(Noop.getDefaultInstance())
            .build()
            .toByteString()
            .concat(old);
    ByteString workflow = ByteString.copyFrom(new byte[] {18, (byte) bytes.size()}).concat(bytes);
    Effect.Broadcast broadcast = Workflow.read(workflow, "sys", 3).broadcast();
    return broadcast != null ? broadcast : new Effect.Broadcast("none", "", Payload.ABSENT);
  }

  private static SideEffect effect(String actor) {
    return SideEffect.newBuilder()
        .setRequest(
            InvocationRequest.newBuilder()
                .setActor(Actor.newBuilder().setId(ActorId.newBuilder().setName(actor)))
                .setActionName("hear"))
        .build();
  }
}
