package io.actorproxy.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.ingress.http.Requests;
import io.spawn.InvocationRequest;
import io.spawn.JSONType;
import io.spawn.Noop;
import io.spawn.RegistrationRequest;
import io.spawn.SideEffect;
import io.spawn.Workflow;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  private static Any any(String typeUrl, ByteString value) {
    return Any.newBuilder().setTypeUrl(typeUrl).setValue(value).build();
  }

  private static InvocationRequest carrying(Any any) {
    return Requests.invocation("cart", "add").toBuilder().setValue(any).build();
  }

  private static String toJson(InvocationRequest request) {
    return JsonCodec.toJson(InvocationRequest.getDescriptor(), request.toByteString());
  }

  private static InvocationRequest fromJson(String json) throws Exception {
    return InvocationRequest.parseFrom(
        JsonCodec.toProtobuf(InvocationRequest.getDescriptor(), ByteString.copyFromUtf8(json)));
  }

  private static void assertSame(String actual, String expected) {
    assertThat(JsonParser.parseString(actual)).isEqualTo(JsonParser.parseString(expected));
  }

  static List<String> typeUrls() {
    return List.of(
        "type.googleapis.com/shop.Unheard",
        "shop.Unheard",
        "",
        "/",
        "a/b/c.D",
        "type.googleapis.com/",
        "json.Order#1",
        "https://example.test/größe/日本語 \"x\"",
        "type.googleapis.com/spawn.Noop2",
        "eigr.functions.protocol/eigr.functions.protocol.JSONType");
  }

  @ParameterizedTest
  @MethodSource("typeUrls")
  void anAnyOfAnUnknownTypeSurvivesByteForByte(String typeUrl) throws Exception {
    for (ByteString value : List.of(ByteString.EMPTY, ByteString.copyFrom(new byte[] {-1, 0, 8}))) {
      InvocationRequest request = carrying(any(typeUrl, value));

      assertThat(fromJson(toJson(request))).isEqualTo(request);
    }
  }

  @Test
  void anAnyOfAnUnknownTypeIsItsTypeAndItsBytesInBase64() {
    InvocationRequest request = carrying(any("x/shop.Unheard", ByteString.copyFromUtf8("hi")));

    assertSame(
        toJson(request),
        """
        {"system": {"name": "shop"},
         "actor": {"id": {"name": "cart", "system": "shop"}},
         "actionName": "add",
         "value": {"@type": "x/shop.Unheard", "value": "aGk="}}
        """);
  }

  static List<Message> knownMessages() {
    Struct struct =
        Struct.newBuilder()
            .putFields("@type", Value.newBuilder().setStringValue("x/y").build())
            .build();
    return List.of(
        JSONType.newBuilder().setContent("{}").build(),
        Noop.getDefaultInstance(),
        Empty.getDefaultInstance(),
        StringValue.of("text"),
        Int64Value.of(1L << 60),
        Timestamp.newBuilder().setSeconds(1_000_000_000).build(),
        Duration.newBuilder().setSeconds(3).setNanos(500_000_000).build(),
        struct,
        Value.newBuilder().setNumberValue(1.5).build(),
        Any.pack(StringValue.of("inside")),
        any("shop.Unheard", ByteString.copyFromUtf8("inside")),
        carrying(any("x/shop.Unheard", ByteString.copyFromUtf8("hi"))),
        Workflow.newBuilder()
            .addEffects(
                SideEffect.newBuilder().setRequest(carrying(Any.pack(StringValue.of("deep")))))
            .build(),
        Requests.registration());
  }

  @ParameterizedTest
  @MethodSource("knownMessages")
  void anAnyOfAKnownTypeSurvivesToo(Message message) throws Exception {
    InvocationRequest request = carrying(Any.pack(message));

    assertThat(fromJson(toJson(request))).isEqualTo(request);
  }

  @Test
  void anAnyOfAKnownTypeShowsItsFields() {
    assertSame(
        toJson(carrying(Any.pack(JSONType.newBuilder().setContent("[1]").build())))
            .replaceFirst("^.*\"value\":", "")
            .replaceFirst("}$", ""),
        """
        {"@type": "type.googleapis.com/spawn.JSONType", "content": "[1]"}
        """);
    assertSame(
        toJson(carrying(Any.pack(StringValue.of("a"))))
            .replaceFirst("^.*\"value\":\\{", "{")
            .replaceFirst("}$", ""),
        """
        {"@type": "type.googleapis.com/google.protobuf.StringValue", "value": "a"}
        """);
  }

  @Test
  void bytesOfAKnownTypeThatCannotBeReadStayBytes() throws Exception {
    InvocationRequest request =
        carrying(any("type.googleapis.com/spawn.JSONType", ByteString.copyFromUtf8("\u0001")));

    assertThat(toJson(request)).contains("\"value\":\"AQ==\"");
    assertThat(fromJson(toJson(request))).isEqualTo(request);
  }

  @Test
  void metadataMayLookLikeAnAny() throws Exception {
    InvocationRequest request =
        Requests.invocation("cart", "add").toBuilder()
            .putMetadata("@type", "x/spawn.JSONType")
            .putMetadata("value", "v")
            .build();

    assertThat(fromJson(toJson(request))).isEqualTo(request);
  }

  @Test
  void fieldsMayBeNamedEitherWay() throws Exception {
    assertThat(fromJson("{\"actionName\": \"a\", \"registerRef\": \"r\"}"))
        .isEqualTo(fromJson("{\"action_name\": \"a\", \"register_ref\": \"r\"}"));
    Any any = Any.pack(JSONType.newBuilder().setContent("x").build());
    String json =
        """
        {"actor_system": {"registry": {"actors": {"a": {"state": {"state":
          {"@type": "type.googleapis.com/spawn.JSONType", "content": "x"}}}}}}}
        """;
    ByteString bytes =
        JsonCodec.toProtobuf(RegistrationRequest.getDescriptor(), ByteString.copyFromUtf8(json));
    assertThat(
            RegistrationRequest.parseFrom(bytes)
                .getActorSystem()
                .getRegistry()
                .getActorsOrThrow("a")
                .getState()
                .getState())
        .isEqualTo(any);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "3",
        "{} {}",
        "{'a': 1}",
        "{\"nobody\": 1}",
        "{\"async\": \"maybe\"}",
        "{\"value\": 3}",
        "{\"value\": {\"@type\": 3}}",
        "{\"value\": {\"@type\": \"x/shop.Unheard\", \"value\": \"***\"}}",
        "{\"value\": {\"@type\": \"x/shop.Unheard\", \"text\": \"a\"}}",
        "{\"value\": {\"@type\": \"x/google.protobuf.StringValue\"}}",
        "{\"value\": {\"@type\": \"x/google.protobuf.Timestamp\", \"value\": \"today\"}}",
        "{\"value\": {\"@type\": \"x/spawn.JSONType\", \"nobody\": \"a\"}}",
        "{\"value\": {\"@type\": \"x/spawn.JSONType\", \"content\": {}}}"
      })
  void whatIsNotTheJsonOfTheTypeIsRefused(String json) {
    assertThatThrownBy(() -> fromJson(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("JSON of spawn.InvocationRequest");
  }

  @Test
  void theRefusalNamesTheField() {
    assertThatThrownBy(() -> fromJson("{\"nobody\": 1}")).hasMessageContaining("nobody");
    assertThatThrownBy(() -> fromJson("{\"value\": {\"@type\": \"x/y.Z\", \"text\": 1}}"))
        .hasMessageContaining("x/y.Z")
        .hasMessageContaining("base64");
  }

  @Test
  void theRefusalIsShortHoweverLongTheMistake() {
    String json = "{\"value\": \"" + "x".repeat(100_000) + "\"}";

    assertThatThrownBy(() -> fromJson(json))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  @Test
  void deepNestingIsRefusedAndNotFollowedToTheEndOfTheStack() {
    String arrays = "{\"value\": " + "[".repeat(100_000);
    assertThatThrownBy(() -> fromJson(arrays)).isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> fromJson("{\"value\": " + "{\"a\":".repeat(100_000)))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void anAnyWithinAnyWithinAnyIsReadToALimit() {
    String any = "{\"@type\": \"x/shop.Unheard\", \"value\": \"aGk=\"}";
    for (int i = 0; i < 60; i++) {
      any = "{\"@type\": \"x/google.protobuf.Any\", \"value\": " + any + "}";
    }
    String json = "{\"value\": " + any + "}";

    assertThatThrownBy(() -> fromJson(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("more than 8 Anys");
  }

  @Test
  void anAnyWithinAnyWithinAnyIsOpenedToALimit() throws Exception {
    Any any = Any.getDefaultInstance();
    for (int i = 0; i < 5000; i++) {
      any = Any.pack(any);
    }
    InvocationRequest request = carrying(any);

    assertThat(fromJson(toJson(request))).isEqualTo(request);
  }

  @Test
  void randomMutationsNeverDoMoreThanBeRefused() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String valid = toJson(carrying(Any.pack(knownMessages().get(12))));
    for (int round = 0; round < 3000; round++) {
      StringBuilder json = new StringBuilder(valid);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        int at = random.nextInt(json.length());
        switch (random.nextInt(3)) {
          case 0 -> json.setCharAt(at, (char) random.nextInt(32, 127));
          case 1 -> json.delete(at, Math.min(json.length(), at + random.nextInt(1, 20)));
          default -> json.insert(at, json.charAt(random.nextInt(json.length())));
        }
      }
      try {
        assertThat(fromJson(json.toString())).isNotNull();
      } catch (MalformedMessageException expected) {
        assertThat(expected).hasMessageStartingWith("this is not the JSON");
      } catch (Exception e) {
        throw new AssertionError(json.toString(), e);
      }
    }
  }
}
