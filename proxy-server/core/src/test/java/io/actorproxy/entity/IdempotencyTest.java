package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.RecordedReply;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.Pipe;
import io.spawn.Workflow;
import org.junit.jupiter.api.Test;

/** A call with an idempotency key runs once, however often it comes. */
final class IdempotencyTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "read").build());

  @Test
  void theSecondCallGetsTheFirstAnswerAndDoesNotRun() {
    RecordedReply first = call("k");
    actors.answerAndCommit("1");

    RecordedReply second = call("k");

    assertThat(first.text()).isEqualTo("1");
    assertThat(second.text()).isEqualTo("1");
    assertThat(actors.host().log()).containsExactly("add");
  }

  @Test
  void aSecondCallThatComesDuringTheFirstWaitsForItsCommit() {
    call("k");
    RecordedReply second = call("k");
    actors.host().only().returns("1");
    actors.drain();
    assertThat(second.reply()).isNull();

    actors.commit();

    assertThat(second.text()).isEqualTo("1");
    assertThat(actors.host().log()).containsExactly("add");
  }

  @Test
  void theAnswerIsRememberedByTheNextActivation() {
    call("k");
    actors.answerAndCommit("1");
    actors.advance(12_000);
    assertThat(actors.supervisor().activations()).isZero();

    assertThat(call("k").text()).isEqualTo("1");
    assertThat(actors.host().log()).containsExactly("add");
  }

  @Test
  void anAnswerThatWasNotSavedIsForgottenTogetherWithTheState() {
    call("k");
    actors.state().writeBehindTheBack(COUNTER, new byte[0]);
    actors.host().only().returns("1");
    actors.commit();

    call("k");

    assertThat(actors.host().log()).containsExactly("add", "add");
  }

  @Test
  void aTurnThatChangesNothingIsRememberedToo() {
    RecordedReply first = call("k");
    actors.host().only().returnsNothing();
    assertThat(first.reply()).isNull();
    actors.commit();

    assertThat(call("k").reply()).isEqualTo(first.reply());
    assertThat(actors.host().log()).containsExactly("add");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void aFailureIsNotRemembered() {
    call("k");
    actors.host().only().fails(ErrorCode.HOST_STATUS);

    call("k");

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void theSameKeyAtAnotherActionIsAnotherCall() {
    call("k");
    actors.answerAndCommit("1");

    actors.invocation("read").metadata(Metadata.IDEMPOTENCY_KEY, "k").send();

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void noMoreAnswersThanTheLimitAreRemembered() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      call(key);
      actors.answerAndCommit(key);
    }

    assertThat(call("b").text()).isEqualTo("b");
    call("a");

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void anAnswerIsRememberedForALimitedTime() {
    call("k");
    actors.answerAndCommit("1");
    actors.advance(61_000);

    call("k");

    assertThat(actors.host().held()).hasSize(1);
  }

  @Test
  void anAnswerThatCannotBeRememberedChangesNothing() {
    RecordedReply reply = call("k");

    actors.host().only().returns("x".repeat(600));

    assertThat(reply.code()).isEqualTo(ErrorCode.STATE_TOO_LARGE);
    assertThat(reply.message()).contains("PROXY_IDEMPOTENCY_MAX_BYTES");
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  @Test
  void aRepeatedPipeIsPipedAgainWithTheSameOutput() {
    call("k");
    actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder())
                .setWorkflow(
                    Workflow.newBuilder()
                        .setPipe(Pipe.newBuilder().setActor("next").setActionName("go"))));
    actors.commit();
    call("k");

    assertThat(actors.host().log()).containsExactly("add");
    assertThat(actors.sent()).hasSize(2);
    assertThat(actors.sent()).allMatch(call -> call.name().equals("next"));
    assertThat(actors.sent())
        .allMatch(call -> "k".equals(call.metadata().get(Metadata.IDEMPOTENCY_KEY)));
  }

  private RecordedReply call(String key) {
    return actors.invocation("add").metadata(Metadata.IDEMPOTENCY_KEY, key).send();
  }
}
