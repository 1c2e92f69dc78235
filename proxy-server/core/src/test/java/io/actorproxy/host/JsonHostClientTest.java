package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A host that answers in JSON. */
final class JsonHostClientTest extends WithRawHost {
  private static final int ALL = 2 << 20;
  private static final ActorId ACTOR = new ActorId("shop", "cart", "ann");

  private static Outcome call(ClientHarness client) {
    return call(client, Payload.ABSENT);
  }

  private static Outcome call(ClientHarness client, Payload value) {
    JsonHostClient json =
        new JsonHostClient(client.client, client.loop, client.offload, client.memory);
    Outcome outcome = new Outcome();
    client.onLoop(
        () -> {
          json.call(
              new ActorInvocation(ACTOR, "add", value, null, null, Map.of(), Map.of()),
              LONG,
              LONG,
              outcome);
          return null;
        });
    return outcome;
  }

  private static String numbers(int count) {
    return "{\"updatedContext\":{},\"value\":[0" + ",0".repeat(count) + "]}";
  }

  @Test
  void anAnswerIsHandedOnAsAMessage() {
    ClientHarness client = startAnswering(ok(numbers(1_000)));

    assertThat(call(client).answer()).contains("google.protobuf.Value");

    assertNothingIsTaken(client);
  }

  @Test
  void anAnswerThatNamesAnotherActorIsRefused() {
    ClientHarness client =
        startAnswering(
            ok("{\"updatedContext\":{},\"actorSystem\":\"shop\",\"actorName\":\"bob\"}"));

    assertFailure(call(client), ErrorCode.HOST_INVALID_REPLY, "names another actor");

    assertThat(client.client.isDistrusted()).isTrue();
  }

  @Test
  void anAnswerThatIsTooLargeAsAMessageIsRefused() {
    ClientHarness client = startAnswering(ok(numbers(9_000)));

    assertFailure(
        call(client), ErrorCode.HOST_REPLY_TOO_LARGE, "more than " + MAX_REPLY_BYTES + " bytes");

    assertNothingIsTaken(client);
  }

  @Test
  void whatAnAnswerBecomesIsCounted() {
    ClientHarness client = startAnswering(ok(numbers(1_500)));
    client.memory.take(ALL - 10_000);

    assertFailure(call(client), ErrorCode.HOST_REPLY_TOO_LARGE, "not there now");

    client.memory.release(ALL - 10_000);
    assertNothingIsTaken(client);
  }

  private static void assertNothingIsTaken(ClientHarness client) {
    client.poll();
    assertThat(client.memory.used()).isZero();
  }

  @Test
  void aRequestThatNeverHasRoomIsNotToBeTriedAgain() {
    ClientHarness client = startAnswering(ok(numbers(1)));
    ByteString state =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/google.protobuf.StringValue")
            .setValue(StringValue.of("\u0001".repeat(ALL / 4)).toByteString())
            .build()
            .toByteString();

    Failure failure = call(client, new Payload.Value(state)).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    assertThat(failure.message()).contains("in JSON").contains("has not run");

    assertNothingIsTaken(client);
  }
}
