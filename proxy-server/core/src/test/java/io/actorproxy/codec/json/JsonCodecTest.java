package io.actorproxy.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.FloatValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import io.actorproxy.invocation.FailureException;
import io.spawn.InvocationRequest;
import io.spawn.JSONType;
import io.spawn.Noop;
import io.spawn.RegistrationRequest;
import io.spawn.SideEffect;
import io.spawn.Workflow;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Registry;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  private static final int MAX_BYTES = 8 << 20;

  private static Any any(String typeUrl, ByteString value) {
    return Any.newBuilder().setTypeUrl(typeUrl).setValue(value).build();
  }

  private static InvocationRequest invocation() {
    return InvocationRequest.newBuilder()
        .setSystem(ActorSystem.newBuilder().setName("shop"))
        .setActor(Actor.newBuilder().setId(ActorId.newBuilder().setName("cart").setSystem("shop")))
        .setActionName("add")
        .build();
  }

  private static RegistrationRequest registration() {
    Actor cart = Actor.newBuilder().setId(ActorId.newBuilder().setName("cart")).build();
    return RegistrationRequest.newBuilder()
        .setActorSystem(
            ActorSystem.newBuilder()
                .setName("shop")
                .setRegistry(Registry.newBuilder().putActors("cart", cart)))
        .build();
  }

  private static InvocationRequest carrying(Any any) {
    return invocation().toBuilder().setValue(any).build();
  }

  private static String toJson(InvocationRequest request) {
    return JsonCodec.toJson(
            InvocationRequest.getDescriptor(), request.toByteString(), Room.UNLIMITED)
        .toByteString()
        .toStringUtf8();
  }

  private static InvocationRequest fromJson(String json) throws Exception {
    return InvocationRequest.parseFrom(
        JsonCodec.toProtobuf(
            InvocationRequest.getDescriptor(),
            ByteString.copyFromUtf8(json),
            MAX_BYTES,
            Room.UNLIMITED));
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
        registration());
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
        invocation().toBuilder()
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
        JsonCodec.toProtobuf(
            RegistrationRequest.getDescriptor(),
            ByteString.copyFromUtf8(json),
            MAX_BYTES,
            Room.UNLIMITED);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"actionName\": \"a\\ud83d\"}",
        "{\"actionName\": \"\\ude00a\"}",
        "{\"actionName\": \"\\ude00\\ud83d\"}",
        "{\"actionName\": \"\\ud83d\\ud83d\\ude00\"}",
        "{\"metadata\": {\"\\ud83d\": \"v\"}}",
        "{\"metadata\": {\"k\": \"\\ud83dx\"}}",
        "{\"value\": {\"@type\": \"x/\\ud83d\", \"value\": \"\"}}",
        "{\"value\": {\"@type\": \"x/spawn.JSONType\", \"content\": \"\\ud83d\"}}",
        "{\"value\": {\"@type\": \"x/google.protobuf.Struct\", \"value\": {\"\\ud83d\": 1}}}",
        "{\"value\": {\"@type\": \"x/google.protobuf.Value\", \"value\": [\"\\ude00\"]}}"
      })
  void halfACharacterIsRefusedWhereverItStands(String json) {
    assertThatThrownBy(() -> fromJson(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void bothHalvesOfACharacterAreOne() throws Exception {
    assertThat(fromJson("{\"actionName\": \"\\ud83d\\ude00\"}").getActionName()).isEqualTo("😀");
    assertThat(fromJson("{\"actionName\": \"😀\"}").getActionName()).isEqualTo("😀");
  }

  @Test
  void bytesThatAreHalfACharacterAreRefused() {
    ByteString raw =
        ByteString.copyFromUtf8("{\"actionName\": \"")
            .concat(ByteString.copyFrom(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0xbd}))
            .concat(ByteString.copyFromUtf8("\"}"));
    assertThatThrownBy(
            () ->
                JsonCodec.toProtobuf(
                    InvocationRequest.getDescriptor(), raw, MAX_BYTES, Room.UNLIMITED))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-13-01T00:00:00Z",
        "2020-13-01T00:00:00Z\\nforged",
        "2020-02-30T00:00:00Z",
        "2020-00-10T00:00:00Z",
        "2020-01-01T24:00:00Z",
        "2020-01-01T00:60:00Z",
        "2020-01-01T00:00:00",
        "2020-01-01T00:00:00z",
        "2020-01-01 00:00:00Z",
        "2020-01-01T00:00:00.Z",
        "2020-01-01T00:00:00.1234567890Z",
        "2020-01-01T00:00:00+24:00",
        "2020-1-1T0:0:0Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "12020-01-01T00:00:00Z",
        "٢٠٢٠-01-01T00:00:00Z",
        "today",
        ""
      })
  void aTimeThatIsNoneIsRefused(String time) {
    String json =
        "{\"value\": {\"@type\": \"x/google.protobuf.Timestamp\", \"value\": \"" + time + "\"}}";
    assertThatThrownBy(() -> fromJson(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("2026-01-31T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.s", "+1s", "1.1234567890s", "315576000001s", "1e3s", "s", ""})
  void aSpanOfTimeThatIsNoneIsRefused(String span) {
    String json =
        "{\"value\": {\"@type\": \"x/google.protobuf.Duration\", \"value\": \"" + span + "\"}}";
    assertThatThrownBy(() -> fromJson(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("1.5s");
  }

  static List<Message> unprintable() {
    return List.of(
        Timestamp.newBuilder().setSeconds(253_402_300_800L).build(),
        Timestamp.newBuilder().setNanos(-1).build(),
        Timestamp.newBuilder().setNanos(1_000_000_000).build(),
        Duration.newBuilder().setSeconds(315_576_000_001L).build(),
        Duration.newBuilder().setSeconds(1).setNanos(-1).build(),
        Value.newBuilder().setNumberValue(Double.NaN).build(),
        Value.newBuilder().setNumberValue(Double.NEGATIVE_INFINITY).build(),
        Struct.newBuilder()
            .putFields("a", Value.newBuilder().setNumberValue(Double.POSITIVE_INFINITY).build())
            .build(),
        FieldMask.newBuilder().addPaths("aB").build());
  }

  @ParameterizedTest
  @MethodSource("unprintable")
  void aKnownMessageThatJsonCannotSayIsAnsweredAsItsBytes(Message message) throws Exception {
    InvocationRequest request = carrying(Any.pack(message));

    String json = toJson(request);

    assertThat(
            JsonParser.parseString(json)
                .getAsJsonObject()
                .getAsJsonObject("value")
                .get("value")
                .getAsString())
        .isEqualTo(Base64.getEncoder().encodeToString(message.toByteArray()));
    assertThat(fromJson(json)).isEqualTo(request);
  }

  @Test
  void anAnyInsideIsAnsweredAsItsBytesAndTheRestIsNot() throws Exception {
    InvocationRequest request =
        carrying(
            Any.pack(carrying(Any.pack(Value.newBuilder().setNumberValue(Double.NaN).build()))));

    String json = toJson(request);

    assertThat(json).contains("\"@encoding\":\"base64\"");
    assertThat(json.split("actionName", -1)).hasSize(3);
    assertThat(fromJson(json)).isEqualTo(request);
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

  @ParameterizedTest
  @MethodSource("knownMessages")
  void theFormIsTheOneOfProtobufsOwnLibrary(Message message) throws Exception {
    InvocationRequest request = carrying(Any.pack(message));
    JsonFormat.TypeRegistry types =
        JsonFormat.TypeRegistry.newBuilder()
            .add(
                knownMessages().stream()
                    .<Descriptor>map(Message::getDescriptorForType)
                    .distinct()
                    .toList())
            .build();
    String expected;
    try {
      expected = JsonFormat.printer().usingTypeRegistry(types).print(request);
    } catch (InvalidProtocolBufferException e) {
      assertThat(message.toString()).as("has a type that library does not know").contains("shop");
      return;
    }
    assertSame(toJson(request), expected);
    assertThat(fromJson(expected)).isEqualTo(request);
  }

  @Test
  void numbersOfEverySizeAreReadAndWrittenAsProtobufsOwnLibraryDoes() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    JsonFormat.Printer protobufs =
        JsonFormat.printer()
            .usingTypeRegistry(
                JsonFormat.TypeRegistry.newBuilder()
                    .add(ListValue.getDescriptor())
                    .add(Timestamp.getDescriptor())
                    .add(Int64Value.getDescriptor())
                    .build());
    for (int round = 0; round < 2000; round++) {
      long bits = random.nextLong() >> random.nextInt(64);
      double number = random.nextBoolean() ? bits : Double.longBitsToDouble(bits);
      ListValue list =
          ListValue.newBuilder()
              .addValues(Value.newBuilder().setNumberValue(Double.isFinite(number) ? number : bits))
              .addValues(Value.newBuilder().setStringValue(Long.toString(bits)))
              .build();
      Timestamp time =
          Timestamp.newBuilder()
              .setSeconds(Math.floorMod(bits, 300_000_000_000L) - 60_000_000_000L)
              .setNanos(random.nextInt(3) * random.nextInt(333_333_333))
              .build();
      for (Message message :
          List.of(
              list,
              time,
              Int64Value.of(bits),
              UInt64Value.of(bits),
              Int32Value.of((int) bits),
              UInt32Value.of((int) bits),
              FloatValue.of(Float.intBitsToFloat((int) bits)),
              DoubleValue.of(Double.longBitsToDouble(bits)))) {
        InvocationRequest request = carrying(Any.pack(message));
        String own = protobufs.print(request);
        assertSame(toJson(request), own);
        assertThat(toJson(fromJson(own))).isEqualTo(toJson(request));
      }
    }
  }

  @Test
  void theTypeOfAnAnyMayStandBehindItsFields() throws Exception {
    assertThat(
            fromJson("{\"value\": {\"content\": \"[1]\", \"@type\": \"x/spawn.JSONType\"}}")
                .getValue()
                .getValue())
        .isEqualTo(JSONType.newBuilder().setContent("[1]").build().toByteString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"metadata\": {\"request-timeout\": 5000, \"durable-async\": true}}",
        "{\"metadata\": {\"request-timeout\": \"5000\", \"durable-async\": \"true\"}}",
        "{\"metadata\": {\"request-timeout\": \"50\\u00300\", \"durable-async\": \"true\"}}"
      })
  void metadataMayBeNumbersAndTruthValues(String json) throws Exception {
    assertThat(fromJson(json).getMetadataMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("request-timeout", "5000", "durable-async", "true"));
  }

  @Test
  void refusalsSayWhatIsMeantInOurOwnWords() {
    assertRefused("", "the body is empty (line 1 column 1)");
    assertRefused(
        "{\n  \"async\": maybe}", "expected a value, but there is 'm' (line 2 column 12)");
    assertRefused("{\"actionName\": \"a\"", "expected ',' or '}', but the text ends");
    assertRefused("{\"value\": {\"text\": \"hi\"}}", "this has to be an Any, {\"@type\": \"...\"");
    assertRefused("{\"value\": \"hi\"}", "an Any has to be {\"@type\": \"...\"");
    assertRefused("{\"value\": \"hi\"}", "type.googleapis.com/google.protobuf.Value");
    assertRefused("{\"value\": {\"total\": 5}}", "type.googleapis.com/google.protobuf.Value");
    assertRefused("{\"scheduledTo\": 1.5}", "'scheduledTo' has to be a whole number");
    assertRefused("{\"scheduledTo\": 1e999999999}", "'scheduledTo' has to be a whole number");
    assertRefused("{\"scheduledTo\": 1e30}", "'scheduledTo' has to be from -9223372036854775808");
    assertRefused("{\"async\": true, \"async\": false}", "'async' comes twice");
    assertRefused(
        "{\"actor\": {\"settings\": {\"kind\": \"named\"}}}",
        "'kind' is 'named'; allowed is UNKNOW_KIND, NAMED, UNNAMED");
  }

  private static void assertRefused(String json, String because) {
    assertThatThrownBy(() -> fromJson(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(because);
  }

  @Test
  void aMessageThatIsMuchLargerThanItsJsonIsRefused() {
    String json =
        "{\"value\": {\"@type\": \"x/google.protobuf.ListValue\", \"value\": [1"
            + ",1".repeat(200_000)
            + "]}}";

    assertThatThrownBy(
            () ->
                JsonCodec.toProtobuf(
                    InvocationRequest.getDescriptor(),
                    ByteString.copyFromUtf8(json),
                    1 << 20,
                    Room.UNLIMITED))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("1048576 bytes when it is read as protobuf");
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
