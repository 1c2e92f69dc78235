package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.http.HttpStatusMapper;
import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Reply;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.Noop;
import io.spawn.Status;
import io.spawn.actors.ActorState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvokeRouteTest extends WithDoor {
  private Response invoke(InvocationRequest request) {
    return client.send(RawClient.post(Requests.INVOKE, "", request.toByteArray())).read();
  }

  @Test
  void theAnswerRepeatsSystemAndActorAndCarriesThePayload() {
    InvocationRequest plain = Requests.invocation("cart", "add", "an apple");
    InvocationRequest request =
        plain.toBuilder()
            .setActor(
                plain.getActor().toBuilder()
                    .setState(ActorState.newBuilder().putTags("colour", "red")))
            .build();

    Response response = invoke(request);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/octet-stream");
    InvocationResponse answer = Requests.answer(response);
    assertThat(answer.getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(answer.getSystem()).isEqualTo(request.getSystem());
    assertThat(answer.getActor()).isEqualTo(request.getActor());
    assertThat(answer.getValue()).isEqualTo(Requests.value("an apple"));
  }

  @Test
  void aNoopStaysANoopAndNothingStaysNothing() {
    InvocationRequest nothing = Requests.invocation("cart", "add");
    InvocationRequest noop = nothing.toBuilder().setNoop(Noop.getDefaultInstance()).build();

    assertThat(Requests.answer(invoke(nothing)).getPayloadCase())
        .isEqualTo(InvocationResponse.PayloadCase.PAYLOAD_NOT_SET);
    assertThat(Requests.answer(invoke(noop)).getPayloadCase())
        .isEqualTo(InvocationResponse.PayloadCase.NOOP);
  }

  @Test
  void anAsynchronousCallIsAnsweredWithoutAPayload() {
    InvocationRequest request =
        Requests.invocation("cart", "add", "x").toBuilder().setAsync(true).build();

    InvocationResponse answer = Requests.answer(invoke(request));

    assertThat(answer.getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(answer.getPayloadCase()).isEqualTo(InvocationResponse.PayloadCase.PAYLOAD_NOT_SET);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyFailureIsAProtobufAnswerWithItsCode(ErrorCode code) {
    Response response = invoke(Requests.invocation("cart", code.name()));

    InvocationResponse answer = Requests.answer(response);
    assertThat(response.status())
        .isEqualTo(HttpStatusMapper.statusOf(code).code())
        .isNotEqualTo(200);
    assertThat(answer.getStatus().getStatus())
        .isEqualTo(code == ErrorCode.ACTOR_NOT_FOUND ? Status.ACTOR_NOT_FOUND : Status.ERROR);
    assertThat(answer.getStatus().getMessage()).isEqualTo(code + ": as asked");
  }

  @Test
  void aDefectBehindTheFrontDoorIsAnsweredToo() {
    Response response = invoke(Requests.invocation("cart", "defect"));

    assertThat(response.status()).isEqualTo(500);
    assertThat(Requests.answer(response).getStatus().getMessage()).startsWith("INTERNAL: ");
    assertThat(invoke(Requests.invocation("cart", "add")).status()).isEqualTo(200);
  }

  @Test
  void aReplyFromAnotherThreadReachesTheClientAndOnlyTheFirstCounts() {
    client.send(Requests.invoke("cart", "later", "x"));
    Awaitility.await().until(() -> !door.system.pending.isEmpty());
    FakeActorSystem.Pending pending = door.system.pending.remove();

    assertThat(pending.replyTo().answered()).isFalse();
    pending.replyTo().reply(new Reply.Completed(pending.call().payload()));
    pending.replyTo().reply(Reply.failed(ErrorCode.INTERNAL, "too late"));

    assertThat(pending.replyTo().answered()).isTrue();
    assertThat(Requests.textOf(client.read())).isEqualTo("x");
    assertThat(invoke(Requests.invocation("cart", "add")).status()).isEqualTo(200);
  }

  @Test
  void bytesThatAreNoMessageAreRefusedWithTheirPlace() {
    Response cut =
        client.send(RawClient.post(Requests.INVOKE, "", new byte[] {0x1a, 0x05, 'a'})).read();

    assertThat(cut.status()).isEqualTo(400);
    assertThat(Requests.answer(cut).getStatus().getStatus()).isEqualTo(Status.ERROR);
    assertThat(Requests.answer(cut).getStatus().getMessage())
        .startsWith("INVALID_REQUEST: ")
        .contains("byte")
        .contains("field 3");
  }

  @Test
  void aRequestThatNamesNoActorOrActionSaysWhichFieldIsEmpty() {
    String nowhere = "/api/v1/system//actors//invoke";
    byte[] noActor = InvocationRequest.getDefaultInstance().toByteArray();
    assertThat(
            Requests.answer(client.send(RawClient.post(nowhere, "", noActor)).read()).getStatus())
        .satisfies(status -> assertThat(status.getMessage()).contains("actor.id.name"));
    assertThat(Requests.answer(invoke(Requests.invocation("cart", ""))).getStatus())
        .satisfies(status -> assertThat(status.getMessage()).contains("action_name"));
    assertThat(door.system.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "a b",
        "a|b",
        "it's",
        "say \"hi\"",
        "a;b",
        "what?",
        "100%",
        "#1",
        "/",
        " x ",
        "größe/日本語 🛒",
        "x/invoke",
        "x/actors/spawn"
      })
  void namesGoIntoThePathAsTheyAreAndTheBodyDecides(String name) {
    byte[] body = Requests.invocation(name, "add", "x").toByteArray();
    for (String inPath : List.of(name, name.repeat(3), "")) {
      String path = "/api/v1/system/" + inPath + "/actors/" + inPath + "/invoke";

      Response response = client.send(RawClient.post(path, "", body)).read();

      assertThat(response.status()).as(path).isEqualTo(200);
      assertThat(Requests.answer(response).getActor().getId().getName()).isEqualTo(name);
    }
    assertThat(door.system.calls).allSatisfy(call -> assertThat(call.name()).isEqualTo(name));
  }

  @Test
  void aNameOfOneKilobyteIsFine() {
    String name = "ñ".repeat(512);
    String path = "/api/v1/system/shop/actors/" + name + "/invoke";
    byte[] body = Requests.invocation(name, "add", "x").toByteArray();

    Response response = client.send(RawClient.post(path, "", body)).read();

    assertThat(response.status()).isEqualTo(200);
    assertThat(door.system.calls.remove().name().getBytes(StandardCharsets.UTF_8)).hasSize(1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "application/protobuf",
        "application/x-protobuf",
        "Application/Octet-Stream; charset=utf-8"
      })
  void theNamesOfProtobufMeanTheSame(String type) {
    byte[] body = Requests.invocation("cart", "add", "x").toByteArray();

    client.send(RawClient.post(Requests.INVOKE, "content-type: " + type + "\r\n", body));

    assertThat(Requests.textOf(client.read())).isEqualTo("x");
  }
}
