package io.actorproxy.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import org.junit.jupiter.api.Test;

final class FailureLogTest {
  private static final Failure FAILURE = new Failure(ErrorCode.HOST_STATUS, "the host said 500");

  private static Message to(String parent, MessageKind kind) {
    return Message.untried(
        new MessageId(1, 2), kind, new ActorKey("shop", parent, "bob"), 0, 0, 0, new byte[0]);
  }

  @Test
  void aDeadLetterIsToldInWords() {
    assertThat(FailureLog.deathOf(to("", MessageKind.ASYNC), "withdraw", 1, FAILURE))
        .isEqualTo(
            "Dead letter 00000000000000010000000000000002: async call of shop/bob, action"
                + " withdraw, failed once: HOST_STATUS: the host said 500");
    assertThat(FailureLog.deathOf(to("account", MessageKind.EFFECT), "book", 3, FAILURE))
        .contains("effect for shop/account/bob, action book, failed 3 times");
  }

  @Test
  void aLostClaimNamesItsMessage() {
    assertThat(FailureLog.lossOf(to("account", MessageKind.SCHEDULE)))
        .contains(
            "message 00000000000000010000000000000002, scheduled call of shop/account/bob, until",
            "another process has it now");
  }

  @Test
  void namesMakeNoLines() {
    assertThat(FailureLog.deathOf(to("", MessageKind.EFFECT), "a\nb", 1, FAILURE))
        .doesNotContain("\n");
  }
}
