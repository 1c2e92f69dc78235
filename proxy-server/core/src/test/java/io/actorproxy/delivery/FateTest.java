package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FateTest {
  private static Fate fate(ErrorCode code, DeliveryPolicy policy) {
    return Fate.of(new Failure(code, "failed"), call("a", "add").build(), policy);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "HOST_TIMEOUT",
        "HOST_CLOSED",
        "HOST_STATUS",
        "HOST_EMPTY_REPLY",
        "HOST_INVALID_REPLY",
        "HOST_NO_CONTEXT",
        "HOST_REPLY_TOO_LARGE"
      })
  void whatMayHaveRunRunsAgainOnlyIfTheReceiverOrTheSenderAllowsIt(ErrorCode code) {
    assertThat(fate(code, DeliveryPolicy.AT_MOST_ONCE)).isEqualTo(Fate.DEAD);
    assertThat(fate(code, DeliveryPolicy.AT_LEAST_ONCE)).isEqualTo(Fate.RETRY);
    assertThat(
            Fate.of(
                new Failure(code, "failed"),
                call("a", "add").metadata("fail_backoff", "true").build(),
                DeliveryPolicy.AT_MOST_ONCE))
        .isEqualTo(Fate.RETRY);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "HOST_UNREACHABLE",
        "HOST_OVERLOADED",
        "STORE_UNAVAILABLE",
        "OVERLOADED",
        "MAILBOX_FULL",
        "DRAINING"
      })
  void whatSaysNothingAboutTheMessageDoesNotCount(ErrorCode code) {
    for (DeliveryPolicy policy : DeliveryPolicy.values()) {
      assertThat(fate(code, policy)).isEqualTo(Fate.POSTPONED);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "ACTION_NOT_FOUND",
        "PERMISSION_DENIED",
        "INVALID_REQUEST",
        "BODY_TOO_LARGE",
        "STATE_TOO_LARGE",
        "HOP_LIMIT",
        "CALL_CYCLE"
      })
  void whatWouldFailAgainIsDeadWhateverThePolicy(ErrorCode code) {
    for (DeliveryPolicy policy : DeliveryPolicy.values()) {
      assertThat(fate(code, policy)).isEqualTo(Fate.DEAD);
    }
  }
}
