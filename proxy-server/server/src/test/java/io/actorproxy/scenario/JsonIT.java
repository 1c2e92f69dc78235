package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything an SDK does with protobuf can be done with JSON. */
@WithProxy
final class JsonIT {
  private static ActorScript echoing() {
    return unnamed("account")
        .action("echo", call -> call.response().setValue(call.invocation().getValue()))
        .action(
            "keep",
            call -> call.newState(call.invocation().getValue()).tag("kept", "yes").replyNoop());
  }

  private static HttpMessage post(Scenario s, String path, String json) throws Exception {
    return s.client().send("POST", path, Map.of("content-type", "application/json"), json);
  }

  private static Map<String, Value> read(HttpMessage answer) throws Exception {
    assertThat(answer.header("content-type")).startsWith("application/json");
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(answer.text(), struct);
    return struct.getFieldsMap();
  }

  private static Map<String, Value> at(Map<String, Value> json, String key) {
    return json.getOrDefault(key, Value.getDefaultInstance()).getStructValue().getFieldsMap();
  }

  private static String text(Map<String, Value> json, String key) {
    return json.getOrDefault(key, Value.getDefaultInstance()).getStringValue();
  }

  private static String invocation(Scenario s, String action, String value) {
    return """
    {"system": {"name": "%s"}, "actor": {"id": {"name": "ada"}}, "actionName": "%s", "value": %s}
    """
        .formatted(s.system(), action, value);
  }

  private static HttpMessage invoke(Scenario s, String action, String value) throws Exception {
    String path = "/api/v1/system/" + s.system() + "/actors/ada/invoke";
    return post(s, path, invocation(s, action, value));
  }

  private static void prepare(Scenario s) throws Exception {
    s.host(echoing());
    String path = "/api/v1/system/" + s.system() + "/actors/spawn";
    String ada =
        "{\"actors\": [{\"name\": \"ada\", \"system\": \"%s\", \"parent\": \"account\"}]}"
            .formatted(s.system());
    assertThat(post(s, path, ada).status()).isEqualTo(200);
  }

  @Test
  void aHostRegisters(Scenario s) throws Exception {
    s.host();

    HttpMessage answer =
        post(
            s,
            "/api/v1/system",
            """
            {"serviceInfo": {"serviceName": "json"},
             "actorSystem": {"name": "%1$s", "registry": {"actors": {"counter": {
                "id": {"name": "counter", "system": "%1$s"},
                "settings": {"kind": "NAMED", "stateful": true},
                "actions": [{"name": "read"}]}}}}}
            """
                .formatted(s.system()));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(at(read(answer), "status"), "status")).isEqualTo("OK");
    assertThat(s.refused("counter", "nothing").code()).isEqualTo("ACTION_NOT_FOUND");
  }

  @Test
  void jsonTextPassesAsAJsonType(Scenario s) throws Exception {
    prepare(s);

    HttpMessage answer =
        invoke(
            s,
            "echo",
            "{\"@type\": \"type.googleapis.com/spawn.JSONType\", \"content\": \"{\\\"a\\\":1}\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(at(read(answer), "value"), "content")).isEqualTo("{\"a\":1}");
  }

  @Test
  void typesTheProxyDoesNotKnowPassAsBase64(Scenario s) throws Exception {
    prepare(s);

    HttpMessage answer =
        invoke(s, "echo", "{\"@type\": \"type.example.org/my.Own\", \"value\": \"CgVoZWxsbw==\"}");

    assertThat(text(at(read(answer), "value"), "@type")).isEqualTo("type.example.org/my.Own");
    assertThat(text(at(read(answer), "value"), "value")).isEqualTo("CgVoZWxsbw==");
  }

  @Test
  void theStateIsReadableWithItsTags(Scenario s) throws Exception {
    prepare(s);
    invoke(s, "keep", "{\"@type\": \"type.googleapis.com/spawn.JSONType\", \"content\": \"{}\"}");

    HttpMessage answer =
        s.client()
            .send(
                "GET",
                "/api/v1/system/" + s.system() + "/actors/ada",
                Map.of("accept", "application/json"),
                "");

    assertThat(text(at(read(answer), "state"), "content")).isEqualTo("{}");
    assertThat(text(at(read(answer), "tags"), "kept")).isEqualTo("yes");
  }

  @Test
  void errorsAreJsonToo(Scenario s) throws Exception {
    s.host(named("other"));

    HttpMessage unknown = invoke(s, "echo", "null");
    HttpMessage broken =
        post(s, "/api/v1/system/" + s.system() + "/actors/ada/invoke", "{\"system\": ");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(text(at(read(unknown), "status"), "status")).isEqualTo("ACTOR_NOT_FOUND");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(text(at(read(broken), "status"), "message")).startsWith("INVALID_REQUEST");
  }

  @Test
  void whatWentInAsJsonIsProtobufToTheHost(Scenario s) throws Exception {
    prepare(s);
    ScriptedHost host = s.host(echoing());

    invoke(
        s,
        "echo",
        "{\"@type\": \"type.googleapis.com/google.protobuf.StringValue\", \"value\": \"hi\"}");

    assertThat(Values.text(host.received("echo").getFirst().getValue())).isEqualTo("hi");
  }
}
