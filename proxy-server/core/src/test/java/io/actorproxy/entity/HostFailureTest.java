package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.spawn.ActorInvocationResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host that failed in the middle of an action is not asked again, unless the caller says so. */
final class HostFailureTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add").build());

  @ParameterizedTest
  @EnumSource(names = "HOST_.*", mode = EnumSource.Mode.MATCH_ALL)
  void aFailedActionIsNeverRunAgain(ErrorCode code) {
    RecordedReply reply = actors.call("add");

    actors.host().only().fails(code);
    actors.advance(10_000);

    assertThat(reply.code()).isEqualTo(code);
    assertThat(actors.host().log()).hasSize(1);
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void aFailedActionChangesNothingAndTheNextTurnBegins() {
    actors.call("add");
    actors.answerAndCommit("1");
    actors.call("add");
    actors.call("add");

    actors.host().only().fails(ErrorCode.HOST_STATUS);

    assertThat(actors.host().only().stateText()).isEqualTo("1");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void anAnswerWithoutContextIsAFailureOfTheHost() {
    RecordedReply reply = actors.call("add");

    actors.host().only().answers(ActorInvocationResponse.newBuilder());

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_NO_CONTEXT);
    assertThat(actors.host().unusable()).containsExactly(ErrorCode.HOST_NO_CONTEXT);
  }

  @Test
  void failBackoffRunsItAgainWithGrowingPauses() {
    RecordedReply reply = actors.invocation("add").metadata("fail_backoff", "true").send();
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      long failedAt = actors.loop().time().epochMillis();
      actors.host().only().fails(ErrorCode.HOST_CLOSED);
      while (actors.host().held().isEmpty()) {
        actors.advance(10);
      }
      pauses.add(actors.loop().time().epochMillis() - failedAt);
    }
    actors.answerAndCommit("1");

    assertThat(reply.text()).isEqualTo("1");
    assertThat(pauses).isSorted();
    assertThat(pauses.getFirst()).isLessThanOrEqualTo(30);
    assertThat(pauses.getLast()).isBetween(1_000L, 1_500L);
  }

  @Test
  void theActorTakesOtherTurnsDuringTheBackoff() {
    actors.invocation("add").metadata("fail_backoff", "yes").send();
    RecordedReply other = actors.call("get");

    actors.host().only().fails(ErrorCode.HOST_CLOSED);

    assertThat(other.reply()).isNotNull();
  }

  @Test
  void failBackoffGivesTheHostsReasonWhenNoTimeIsLeft() {
    RecordedReply reply =
        actors.invocation("add").metadata("fail_backoff", "true").timeoutMillis(200).send();
    while (reply.reply() == null) {
      if (!actors.host().held().isEmpty()) {
        actors.host().only().fails(ErrorCode.HOST_CLOSED);
      }
      actors.advance(10);
    }

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void whatWaitsToBeRunAgainIsStillUnderWay() {
    actors.invocation("add").metadata("fail_backoff", "true").async().send();

    actors.host().only().fails(ErrorCode.HOST_CLOSED);
    assertThat(actors.inFlight().count()).isEqualTo(1);
    actors.advance(100);
    assertThat(actors.inFlight().count()).isEqualTo(1);
    actors.answerAndCommit("1");

    assertThat(actors.inFlight().count()).isZero();
  }

  @Test
  void failBackoffFalseIsNoBackoff() {
    RecordedReply reply = actors.invocation("add").metadata("fail_backoff", "false").send();

    actors.host().only().fails(ErrorCode.HOST_CLOSED);

    assertThat(reply.code()).isEqualTo(ErrorCode.HOST_CLOSED);
  }
}
