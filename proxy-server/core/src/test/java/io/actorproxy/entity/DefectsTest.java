package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.codec.StoredResponse;
import io.actorproxy.entity.FakeHost.HeldCall;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.logs.SilentLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A defect of the proxy harms the turn that it meets, and no other. */
final class DefectsTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add").build());

  @Test
  void aTurnThatThrowsAtItsStartFailsAndTheActorServesOthers() {
    try (var _ = new SilentLog()) {
      storeAResponseThatCannotBeRead();

      RecordedReply broken =
          actors.invocation("add").metadata(Metadata.IDEMPOTENCY_KEY, "k").send();
      RecordedReply next = actors.call("add");

      assertThat(broken.code()).isEqualTo(ErrorCode.INTERNAL);
      actors.answerAndCommit("1");
      assertThat(next.text()).isEqualTo("1");
      assertThat(actors.inFlight().count()).isZero();
    }
  }

  @Test
  void aSecondReplyOfTheHostChangesNothing() {
    try (var log = new RecordedLog(ActorEntity.class.getName(), Level.WARN)) {
      RecordedReply reply = actors.call("add");
      HeldCall call = actors.host().only();
      call.returns("1");
      actors.commit();

      call.returns("2");
      call.fails(ErrorCode.HOST_CLOSED);
      actors.commit();

      assertThat(reply.text()).isEqualTo("1");
      assertThat(actors.call("get").text()).isEqualTo("1");
      assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
      assertThat(log.lines())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).startsWith("ERROR BUG: ").contains("sys/counter"));
    }
  }

  /** Its pipe leads nowhere, which no host may return: only a defect can have stored it. */
  private void storeAResponseThatCannotBeRead() {
    Call call = CallBuilder.call(COUNTER, "add").metadata(Metadata.IDEMPOTENCY_KEY, "k").build();
    String key = requireNonNull(StoredResponses.keyOf(call));
    ByteString emptyPipe = ByteString.copyFrom(new byte[] {26, 0});
    long now = actors.loop().time().epochMillis();
    StoredResponse response = new StoredResponse(key, now, Payload.ABSENT, emptyPipe);
    actors
        .state()
        .writeBehindTheBack(
            COUNTER, new StoredActor(ActorStateMessage.EMPTY, List.of(response)).toByteArray());
  }
}
