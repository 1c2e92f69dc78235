package io.actorproxy.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.actors.ActorId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostJsonTest {
  private static ActorInvocationResponse reply(String json) throws Exception {
    return ActorInvocationResponse.parseFrom(
        HostJson.reply(ByteString.copyFromUtf8(json), 1 << 20, Room.UNLIMITED));
  }

  private static JsonElement invocation(ActorInvocation.Builder invocation) throws Exception {
    return JsonParser.parseString(
        HostJson.invocation(invocation.build().toByteString(), Room.UNLIMITED)
            .toByteString()
            .toStringUtf8());
  }

  /** What the host is sent of a state that it has answered. */
  private static JsonElement returned(String state) throws Exception {
    Any kept =
        reply("{\"updatedContext\": {\"state\": %s}}".formatted(state))
            .getUpdatedContext()
            .getState();
    return invocation(
            ActorInvocation.newBuilder().setCurrentContext(Context.newBuilder().setState(kept)))
        .getAsJsonObject()
        .getAsJsonObject("currentContext")
        .get("state");
  }

  private static void assertRefused(String json, String... parts) {
    assertThatThrownBy(() -> reply(json))
        .isInstanceOf(MalformedMessageException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"total\":5,\"names\":[\"ada\",null,true,-0.0,1.5],\"deep\":{\"a\":{}}}",
        "[]",
        "\"text \\u2028 \\ud83d\\ude00\"",
        "5",
        "-9007199254740992",
        "1.0E300",
        "false",
        "{\"@type\":\"type.googleapis.com/shop.Own\",\"value\":\"CgA=\"}",
        "{\"@type\":\"type.googleapis.com/google.protobuf.Timestamp\","
            + "\"value\":\"2030-01-01T00:00:00Z\"}",
        "{\"@type\":\"type.googleapis.com/google.protobuf.Value\",\"value\":null}",
        "{\"@type\":\"type.googleapis.com/google.protobuf.Value\",\"value\":{\"@type\":\"mine\"}}"
      })
  void aStateComesBackAsItWasAnswered(String state) throws Exception {
    assertThat(returned(state)).isEqualTo(JsonParser.parseString(state));
  }

  @Test
  void plainJsonIsKeptAsAValue() throws Exception {
    ActorInvocationResponse reply =
        reply("{\"updatedContext\": {\"tags\": {\"a\": \"b\"}}, \"value\": \"hello\"}");

    assertThat(reply.getValue().getTypeUrl())
        .isEqualTo("type.googleapis.com/google.protobuf.Value");
    assertThat(Value.parseFrom(reply.getValue().getValue()).getStringValue()).isEqualTo("hello");
    assertThat(reply.getUpdatedContext().getTagsMap()).containsEntry("a", "b");
    assertThat(reply.getUpdatedContext().hasState()).isFalse();
  }

  @Test
  void plainJsonMayStandInEffectsAndBroadcasts() throws Exception {
    ActorInvocationResponse reply =
        reply(
            """
            {"updatedContext": {}, "workflow": {
              "broadcast": {"channelGroup": "news", "value": [1]},
              "effects": [{"request": {"actionName": "write", "value": {"text": "ten"}}}]}}
            """);

    assertThat(Value.parseFrom(reply.getWorkflow().getBroadcast().getValue().getValue()))
        .isEqualTo(
            Value.newBuilder()
                .setListValue(
                    com.google.protobuf.ListValue.newBuilder()
                        .addValues(Value.newBuilder().setNumberValue(1)))
                .build());
    Any effect = reply.getWorkflow().getEffects(0).getRequest().getValue();
    assertThat(Value.parseFrom(effect.getValue()).getStructValue().getFieldsMap())
        .containsOnlyKeys("text");
  }

  @Test
  void nullIsNoState() throws Exception {
    assertThat(reply("{\"updatedContext\": {\"state\": null}}").getUpdatedContext().hasState())
        .isFalse();
  }

  @Test
  void theInvocationHasTheNamesOfTheProtocol() throws Exception {
    Any five = Any.pack(Value.newBuilder().setNumberValue(5).build());
    JsonElement json =
        invocation(
            ActorInvocation.newBuilder()
                .setActor(ActorId.newBuilder().setName("ada").setSystem("shop"))
                .setActionName("add")
                .setCurrentContext(Context.newBuilder().putMetadata("a", "b"))
                .setValue(five));

    assertThat(json)
        .isEqualTo(
            JsonParser.parseString(
                """
                {"actor": {"name": "ada", "system": "shop"}, "actionName": "add",
                 "currentContext": {"metadata": {"a": "b"}}, "value": 5}
                """));
  }

  @Test
  void anInvocationThatJsonHasNoFormForIsRefused() {
    for (Value value :
        new Value[] {
          Value.newBuilder().setNumberValue(Double.NaN).build(), Value.getDefaultInstance()
        }) {
      assertThatThrownBy(() -> invocation(ActorInvocation.newBuilder().setValue(Any.pack(value))))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("google.protobuf.Value");
    }
  }

  @Test
  void typesThatAreKnownAreOpened() throws Exception {
    JsonElement json =
        invocation(
            ActorInvocation.newBuilder()
                .setValue(Any.pack(Timestamp.newBuilder().setSeconds(1).build())));

    assertThat(json.getAsJsonObject().getAsJsonObject("value").get("value").getAsString())
        .isEqualTo("1970-01-01T00:00:01Z");
  }

  @Test
  void theNullValueIsAValue() throws Exception {
    Any nothing = Any.pack(Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build());

    JsonElement value =
        invocation(ActorInvocation.newBuilder().setValue(nothing)).getAsJsonObject().get("value");

    assertThat(value.getAsJsonObject().keySet()).containsExactly("@type", "value");
  }

  @Test
  void brokenJsonIsToldWithItsPlace() {
    assertRefused("{\"updatedContext\": {\n  \"state\": }}", "line 2 column");
    assertRefused("<html>", "line 1 column");
    assertRefused("", "ActorInvocationResponse");
  }

  @Test
  void namesThatAreNotKnownAreRefused() {
    assertRefused("{\"updateContext\": {}}", "updateContext");
  }

  @Test
  void numbersThatWouldChangeAreRefused() {
    assertRefused("{\"updatedContext\": {\"state\": 9007199254740993}}", "9007199254740993");
    assertRefused("{\"updatedContext\": {\"state\": [1e400]}}", "1e400");
    assertRefused(
        "{\"updatedContext\": {\"state\": %s}}".formatted("9".repeat(500)), "as a string");
  }

  @Test
  void nestingHasALimit() throws Exception {
    String allowed = "{\"a\":".repeat(32) + "1" + "}".repeat(32);
    assertThat(returned(allowed)).isEqualTo(JsonParser.parseString(allowed));
    assertRefused(
        "{\"updatedContext\": {\"state\": %s}}".formatted("[".repeat(33) + "]".repeat(33)),
        "32 levels");
  }
}
