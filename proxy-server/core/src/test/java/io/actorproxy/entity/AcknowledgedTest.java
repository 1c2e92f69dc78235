package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.TextAny;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.InvocationRequest;
import io.spawn.SideEffect;
import io.spawn.Workflow;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import org.junit.jupiter.api.Test;

/** What has been answered is stored. */
final class AcknowledgedTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "read").build());

  @Test
  void noCallerIsAnsweredBeforeItsSaveIsCommitted() {
    RecordedReply reply = actors.call("add");

    actors.host().only().returns("1");
    actors.drain();
    assertThat(reply.reply()).isNull();
    actors.commit();

    assertThat(reply.text()).isEqualTo("1");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void theNextTurnBeginsFromTheNewStateBeforeTheSaveIsCommitted() {
    actors.call("add");
    actors.call("add");

    actors.host().only().returns("1");

    assertThat(actors.host().only().stateText()).isEqualTo("1");
    assertThat(actors.state().revision(COUNTER)).isZero();
  }

  @Test
  void aTurnThatOnlyReadsWaitsForTheSavesOfWhatItRead() {
    actors.call("add");
    RecordedReply read = actors.call("read");
    RecordedReply get = actors.call("get");
    actors.host().only().returns("1");
    actors.host().only().returns("1");
    actors.drain();
    assertThat(read.reply()).isNull();
    assertThat(get.reply()).isNull();

    actors.commit();

    assertThat(read.text()).isEqualTo("1");
    assertThat(get.text()).isEqualTo("1");
  }

  @Test
  void aFailedTurnWaitsBehindTheResultsBeforeIt() {
    RecordedReply add = actors.call("add");
    RecordedReply failing = actors.call("read");
    actors.host().only().returns("1");
    actors.host().only().fails(ErrorCode.HOST_CLOSED);
    assertThat(failing.reply()).isNull();

    actors.commit();

    assertThat(add.text()).isEqualTo("1");
    assertThat(failing.code()).isEqualTo(ErrorCode.HOST_CLOSED);
  }

  @Test
  void changesMadeDuringASaveGoIntoOneFurtherSave() {
    RecordedReply first = actors.call("add");
    actors.host().only().returns("1");
    RecordedReply[] more = new RecordedReply[5];
    for (int i = 0; i < more.length; i++) {
      more[i] = actors.call("add");
      actors.host().only().returns(String.valueOf(i + 2));
    }

    actors.commit();
    assertThat(first.text()).isEqualTo("1");
    assertThat(more).allMatch(reply -> reply.reply() == null);
    actors.commit();

    assertThat(more).extracting(RecordedReply::text).containsExactly("2", "3", "4", "5", "6");
    assertThat(actors.state().store().acceptedRevisions()).containsExactly(1L, 2L);
    assertThat(actors.state().stored(COUNTER)).asString().contains("6");
  }

  @Test
  void aTurnThatChangesNothingWritesNothingAndIsAnsweredAtOnce() {
    actors.call("add");
    actors.answerAndCommit("1");

    RecordedReply same = actors.call("add");
    actors.host().only().returns("1");

    assertThat(same.text()).isEqualTo("1");
    actors.commit();
    assertThat(actors.state().store().transactions()).hasSize(1);
  }

  @Test
  void tagsAloneAreAChange() {
    actors.call("add");
    actors.answerAndCommit("1");

    RecordedReply tagged = actors.call("add");
    actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder().putTags("colour", "blue")));
    assertThat(tagged.reply()).isNull();
    actors.commit();
    assertThat(actors.state().revision(COUNTER)).isEqualTo(2);

    actors.call("read");
    assertThat(actors.host().only().request().tags()).containsEntry("colour", "blue");
    assertThat(actors.host().only().stateText()).isEqualTo("1");
  }

  @Test
  void aHostThatReturnsNoStateLeavesItAsItIs() {
    actors.call("add");
    actors.answerAndCommit("1");
    actors.call("read");
    actors.host().only().returnsNothing();

    actors.call("read");

    assertThat(actors.host().only().stateText()).isEqualTo("1");
  }

  @Test
  void anActorWithoutStateIsShownToTheHostWithoutState() {
    actors.call("add");

    assertThat(actors.host().only().request().state()).isNull();
  }

  @Test
  void aStateThatIsTooLargeIsRefusedAndChangesNothing() {
    actors.call("add");
    actors.answerAndCommit("1");

    RecordedReply reply = actors.call("add");
    actors.host().only().returns("x".repeat(2000));

    assertThat(reply.code()).isEqualTo(ErrorCode.STATE_TOO_LARGE);
    assertThat(reply.message()).contains("PROXY_STATE_MAX_BYTES");
    assertThat(actors.call("get").text()).isEqualTo("1");
    actors.commit();
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void effectsLeaveWithTheReplyAndNotBefore() {
    actors.call("add");
    actors.host().only().answers(withEffect("1"));
    assertThat(actors.sent()).isEmpty();

    actors.commit();

    assertThat(actors.sent()).singleElement().matches(call -> call.name().equals("neighbour"));
  }

  @Test
  void aMalformedWorkflowFailsTheTurnAndChangesNothing() {
    RecordedReply reply = actors.call("add");
    actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder().setState(TextAny.message("1")))
                .setWorkflow(Workflow.newBuilder().addEffects(SideEffect.getDefaultInstance())));

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_INVALID_REPLY);
    assertThat(actors.call("get").text()).isEmpty();
    assertThat(actors.state().store().transactions()).isEmpty();
  }

  /** An answer with a new state and one side effect. */
  static ActorInvocationResponse.Builder withEffect(String state) {
    return ActorInvocationResponse.newBuilder()
        .setUpdatedContext(Context.newBuilder().setState(TextAny.message(state)))
        .setWorkflow(
            Workflow.newBuilder()
                .addEffects(
                    SideEffect.newBuilder()
                        .setRequest(
                            InvocationRequest.newBuilder()
                                .setActor(
                                    Actor.newBuilder()
                                        .setId(ActorId.newBuilder().setName("neighbour")))
                                .setActionName("hear"))));
  }
}
