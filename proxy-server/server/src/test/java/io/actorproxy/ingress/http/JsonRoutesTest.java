package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.spawn.InvocationRequest;
import io.spawn.JSONType;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.ActorState;
import io.spawn.actors.ProjectionSettings;
import io.spawn.actors.ProjectionSubject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonRoutesTest extends WithDoor {
  private static final String ACTOR = "{\"id\": {\"name\": \"cart\", \"system\": \"shop\"}}";
  private static final String STATE = "/api/v1/system/shop/actors/cart";

  private Response post(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String type = "content-type: application/json; charset=utf-8\r\n";
    return client.send(RawClient.post(path, type, body)).read();
  }

  private Response get(String path, String headers) {
    return client.send(RawClient.request("GET " + path, headers, new byte[0])).read();
  }

  private static void assertJson(Response response, int status, String expected) {
    assertThat(response.header("content-type")).isEqualTo("application/json");
    JsonElement body = JsonParser.parseString(response.text());
    assertThat(body).isEqualTo(JsonParser.parseString(expected));
    assertThat(response.status()).isEqualTo(status);
  }

  @Test
  void anInvocationInJsonIsAnsweredInJson() {
    Response response =
        post(
            Requests.INVOKE,
            "{\"actor\": "
                + ACTOR
                + ", \"actionName\": \"add\", \"value\":"
                + " {\"@type\": \"x/shop.Unheard\", \"value\": \"aGk=\"}}");

    assertJson(
        response,
        200,
        "{\"status\": {\"status\": \"OK\"}, \"actor\": "
            + ACTOR
            + ", \"value\": {\"@type\": \"x/shop.Unheard\", \"value\": \"aGk=\"}}");
    assertThat(door.system.calls.remove().payload()).isInstanceOf(Payload.Value.class);
  }

  @Test
  void aFailedInvocationInJsonIsAnsweredInJson() {
    Response response =
        post(Requests.INVOKE, "{\"actor\": " + ACTOR + ", \"actionName\": \"ACTOR_NOT_FOUND\"}");

    assertJson(
        response,
        404,
        "{\"status\": {\"status\": \"ACTOR_NOT_FOUND\", \"message\":"
            + " \"ACTOR_NOT_FOUND: as asked\"}}");
  }

  @Test
  void registrationAndSpawnInJsonAreAnsweredInJson() {
    Response registered =
        post(
            Requests.REGISTER,
            "{\"actorSystem\": {\"name\": \"shop\", \"registry\": {\"actors\": {\"cart\": "
                + ACTOR
                + "}}}}");
    Response spawned =
        post(Requests.SPAWN, "{\"actors\": [{\"name\": \"cart-1\", \"parent\": \"cart\"}]}");

    assertJson(
        registered,
        200,
        "{\"status\": {\"status\": \"OK\", \"message\": \"Accepted\"}, \"proxyInfo\":"
            + " {\"protocolMajorVersion\": 1, \"protocolMinorVersion\": 2, \"proxyName\":"
            + " \"actor-proxy\", \"proxyVersion\": \"1.2.3\"}}");
    assertJson(spawned, 200, "{\"status\": {\"status\": \"OK\", \"message\": \"Accepted\"}}");
    assertThat(
            door.system
                .registrations
                .remove()
                .getActorSystem()
                .getRegistry()
                .containsActors("cart"))
        .isTrue();
    assertThat(door.system.spawns.remove().request().getActors(0).getName()).isEqualTo("cart-1");
  }

  @Test
  void wrongJsonIsRefusedInJsonWithItsPlace() {
    Response response = post(Requests.INVOKE, "{\"actor\": {\"nobody\": 1}}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.text()).contains("INVALID_REQUEST").contains("nobody");
  }

  @Test
  void aProtobufRequestIsAnsweredInJsonIfItsSenderAcceptsOnlyThat() {
    byte[] body = Requests.invocation("cart", "add", "x").toByteArray();

    Response json =
        client.send(RawClient.post(Requests.INVOKE, "accept: application/json\r\n", body)).read();
    Response any = client.send(RawClient.post(Requests.INVOKE, "accept: */*\r\n", body)).read();
    String both = "accept: application/json, application/octet-stream\r\n";
    Response mixed = client.send(RawClient.post(Requests.INVOKE, both, body)).read();

    assertThat(JsonParser.parseString(json.text()).getAsJsonObject().has("value")).isTrue();
    assertThat(Requests.textOf(any)).isEqualTo("x");
    assertThat(Requests.textOf(mixed)).isEqualTo("x");
  }

  @Test
  void whatCannotBeRepeatedInJsonIsRefusedBeforeAnythingRuns() {
    byte[] body = Requests.invocation("cart", "add").toByteArray();
    byte[] brokenValue = {0x22, 0x01, 0x0a};
    byte[] broken = Arrays.copyOf(body, body.length + brokenValue.length);
    System.arraycopy(brokenValue, 0, broken, body.length, brokenValue.length);

    Response response =
        client.send(RawClient.post(Requests.INVOKE, "accept: application/json\r\n", broken)).read();

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("INVALID_REQUEST: InvocationRequest cannot be read");
    assertThat(door.system.calls).isEmpty();
  }

  @Test
  void anOutputThatHasNoJsonIsAnsweredAllTheSame() {
    byte[] body = Requests.invocation("cart", "later").toByteArray();
    client.send(RawClient.post(Requests.INVOKE, "accept: application/json\r\n", body));
    await().until(() -> !door.system.pending.isEmpty());

    ByteString noAny = ByteString.copyFromUtf8("\u0012");
    door.system.pending.remove().replyTo().reply(new Reply.Completed(new Payload.Value(noAny)));
    Response response = client.read();

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text()).contains("HOST_INVALID_REPLY");
  }

  @Test
  void aStateThatIsNoneIsTheHostsMistake() {
    door.system.states.put("shop||cart", ByteString.copyFromUtf8("\u0012"));

    Response response = get(STATE, "accept: application/json\r\n");

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text()).contains("HOST_INVALID_REPLY");
  }

  @Test
  void aResultThatJsonCannotSayIsAnsweredAsItsBytes() {
    byte[] body = Requests.invocation("cart", "later").toByteArray();
    client.send(RawClient.post(Requests.INVOKE, "accept: application/json\r\n", body));
    await().until(() -> !door.system.pending.isEmpty());

    Any noTime = Any.pack(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build());
    door.system
        .pending
        .remove()
        .replyTo()
        .reply(new Reply.Completed(new Payload.Value(noTime.toByteString())));

    assertJson(
        client.read(),
        200,
        "{\"status\": {\"status\": \"OK\"}, \"system\": {\"name\": \"shop\"}, \"actor\": "
            + ACTOR
            + ", \"value\": {\"@type\": \"type.googleapis.com/google.protobuf.Timestamp\","
            + " \"value\": \"CP//////////fw==\", \"@encoding\": \"base64\"}}");
  }

  @Test
  void aStateThatJsonCannotSayIsShownAsItsBytes() {
    Any noNumber = Any.pack(Value.newBuilder().setNumberValue(Double.NaN).build());
    door.system.states.put(
        "shop||cart", ActorState.newBuilder().setState(noNumber).build().toByteString());

    Response response = get(STATE, "accept: application/json\r\n");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).contains("\"@encoding\":\"base64\"");
  }

  @Test
  void aRequestThatCannotBeRepeatedInJsonIsRefusedBeforeItsActionRuns() {
    ActorSettings settings =
        ActorSettings.newBuilder()
            .setProjectionSettings(
                ProjectionSettings.newBuilder()
                    .addSubjects(
                        ProjectionSubject.newBuilder()
                            .setStartTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))))
            .build();
    InvocationRequest.Builder request = Requests.invocation("cart", "echo").toBuilder();
    request.getActorBuilder().setSettings(settings);

    Response response =
        client
            .send(
                RawClient.post(
                    Requests.INVOKE, "accept: application/json\r\n", request.build().toByteArray()))
            .read();

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("INVALID_REQUEST").contains("Timestamp");
    assertThat(door.system.calls).isEmpty();
  }

  @Test
  void halfACharacterIsRefusedBeforeItsActionRuns() {
    Response response =
        post(
            Requests.INVOKE,
            "{\"actor\": {\"id\": {\"name\": \"\\ud83d\", \"system\": \"shop\"}}, \"actionName\":"
                + " \"echo\"}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("INVALID_REQUEST").contains("surrogate");
    assertThat(door.system.calls).isEmpty();
  }

  @Test
  void theStateIsShownInEitherForm() throws Exception {
    ActorState state =
        ActorState.newBuilder()
            .putTags("colour", "red")
            .setState(Any.pack(JSONType.newBuilder().setContent("[1]").build()))
            .build();
    door.system.states.put("shop||cart", state.toByteString());

    Response protobuf = get(STATE, "");
    Response json = get(STATE, "accept: application/json\r\n");

    assertThat(protobuf.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(ActorState.parseFrom(protobuf.body())).isEqualTo(state);
    assertJson(
        json,
        200,
        "{\"tags\": {\"colour\": \"red\"}, \"state\": {\"@type\":"
            + " \"type.googleapis.com/spawn.JSONType\", \"content\": \"[1]\"}}");
  }

  @Test
  void headOfTheStateHasTheHeadersAlone() {
    door.system.states.put(
        "shop||cart", ActorState.newBuilder().putTags("a", "b").build().toByteString());

    Response get = get(STATE, "");
    Response head = client.send(RawClient.request("HEAD " + STATE, "", new byte[0])).read(false);

    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(Integer.parseInt(head.header("content-length"))).isPositive();
  }

  @Test
  void namesInThePathOfTheStateAreDecoded() throws Exception {
    ActorState state = ActorState.newBuilder().putTags("it", "is me").build();
    door.system.states.put("my shop|a/b|größe?/ü 100%", state.toByteString());
    String escaped =
        "/api/v1/system/my%20shop/actors/gr%C3%B6%C3%9Fe%3F/%c3%bc%20100%?parent=a%2Fb";
    String raw =
        new String(
            "/api/v1/system/my shop/actors/größe%3F/ü 100%?parent=a/b"
                .getBytes(StandardCharsets.UTF_8),
            StandardCharsets.ISO_8859_1);

    assertThat(ActorState.parseFrom(get(escaped, "").body())).isEqualTo(state);
    client.send("GET " + raw + " HTTP/1.1\r\nhost: proxy\r\n\r\n");
    assertThat(ActorState.parseFrom(client.read().body())).isEqualTo(state);
  }

  @Test
  void anActorWithoutStateHasAnEmptyOne() {
    door.system.states.put("shop||cart", ByteString.EMPTY);

    assertThat(get(STATE, "").body()).isEmpty();
    assertJson(get(STATE, "accept: application/json\r\n"), 200, "{}");
  }

  @Test
  void theStateOfNobodyIsNotFound() {
    Response response = get("/api/v1/system/shop/actors/nobody", "");

    assertJson(
        response,
        404,
        "{\"status\": \"ACTOR_NOT_FOUND\", \"message\": \"ACTOR_NOT_FOUND: no actor 'nobody'\"}");
  }

  @Test
  void aPathWithoutANameIsRefused() {
    assertThat(get("/api/v1/system/shop/actors/", "").status()).isEqualTo(400);
    assertThat(get("/api/v1/system//actors/cart", "").text()).contains("names no system");
  }
}
