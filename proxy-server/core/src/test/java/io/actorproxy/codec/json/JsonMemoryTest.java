package io.actorproxy.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.actorproxy.codec.WireMessage;
import io.spawn.InvocationResponse;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a translation takes of memory, and that large messages are translated rightly. */
final class JsonMemoryTest {
  private static final Descriptor TYPE = InvocationResponse.getDescriptor();
  private static final int LARGE = 4 << 20;

  private long taken;

  private static ByteString answering(Message value) {
    return InvocationResponse.newBuilder().setValue(Any.pack(value)).build().toByteString();
  }

  private WireMessage json(ByteString message) {
    return JsonCodec.toJson(TYPE, message, bytes -> taken += bytes);
  }

  @Test
  void theBase64OfLargeBytesTakesNoMemory() throws Exception {
    byte[] bytes = new byte[LARGE];
    new Random(1).nextBytes(bytes);

    WireMessage json = json(answering(BytesValue.of(UnsafeByteOperations.unsafeWrap(bytes))));

    assertThat(taken).isLessThan(64 << 10);
    byte[] text = json.stream().readAllBytes();
    assertThat(text).hasSize(json.size()).isEqualTo(json.toByteArray());
    assertThat(new String(text, java.nio.charset.StandardCharsets.US_ASCII))
        .contains("\"value\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"");
  }

  @Test
  void textIsCountedAsItGrows() {
    WireMessage json = json(answering(StringValue.of("x".repeat(LARGE))));

    assertThat(taken).isBetween((long) LARGE, LARGE + (256L << 10));
    assertThat(json.size()).isBetween(LARGE, LARGE + 200);
  }

  @Test
  void manySmallValuesTakeNoObjectsOfTheirOwn() {
    Value empty = Value.newBuilder().setStructValue(Struct.getDefaultInstance()).build();
    ListValue.Builder list = ListValue.newBuilder();
    for (int i = 0; i < 500_000; i++) {
      list.addValues(empty);
    }
    ByteString message = answering(list.build());

    WireMessage json = json(message);

    assertThat(json.size()).isGreaterThan(1_000_000);
    assertThat(taken).isLessThan(2L * json.size());
  }

  @Test
  void bytesInBase64AreDecodedIntoTheMessage() throws Exception {
    byte[] bytes = new byte[LARGE];
    new Random(2).nextBytes(bytes);
    ByteString text =
        json(answering(BytesValue.of(UnsafeByteOperations.unsafeWrap(bytes)))).toByteString();
    taken = 0;

    ByteString message = JsonCodec.toProtobuf(TYPE, text, 8 << 20, more -> taken += more);

    assertThat(InvocationResponse.parseFrom(message).getValue().unpack(BytesValue.class).getValue())
        .isEqualTo(ByteString.copyFrom(bytes));
    assertThat(taken).isLessThan(LARGE + (256L << 10));
  }

  @Test
  void whatIsTakenBackLeavesNothingBehind() throws Exception {
    // Its first member is longer than a chunk, and its last one has no JSON form.
    Value broken =
        Value.newBuilder()
            .setStructValue(
                Struct.newBuilder()
                    .putFields("a", Value.newBuilder().setStringValue("y".repeat(200_000)).build())
                    .putFields("b", Value.newBuilder().setNumberValue(Double.NaN).build()))
            .build();
    ByteString message = answering(broken);

    ByteString text = json(message).toByteString();

    assertThat(JsonCodec.toProtobuf(TYPE, text, 8 << 20, _ -> {})).isEqualTo(message);
    assertThat(text.toStringUtf8()).contains("\"@encoding\":\"base64\"").doesNotContain("yyyy");
  }

  @Test
  void messagesThatComeInPartsAreMergedAsProtobufHasIt() throws Exception {
    ByteString first = answering(StringValue.of("one"));
    ByteString second =
        InvocationResponse.newBuilder()
            .setValue(Any.newBuilder().setValue(StringValue.of("two").toByteString()))
            .build()
            .toByteString();
    ByteString noop =
        InvocationResponse.newBuilder()
            .setNoop(io.spawn.Noop.getDefaultInstance())
            .build()
            .toByteString();

    for (ByteString message : new ByteString[] {first.concat(second), first.concat(noop)}) {
      assertThat(parsed(json(message).toByteString().toStringUtf8()))
          .isEqualTo(parsed(printed(message)));
    }
  }

  private static Object parsed(String json) {
    return com.google.gson.JsonParser.parseString(json);
  }

  private static String printed(ByteString message) throws InvalidProtocolBufferException {
    return JsonFormat.printer()
        .usingTypeRegistry(
            JsonFormat.TypeRegistry.newBuilder().add(StringValue.getDescriptor()).build())
        .print(InvocationResponse.parseFrom(message));
  }

  @Test
  void anObjectOfManyMembersTakesLittleBesideItsText() throws Exception {
    Struct.Builder members = Struct.newBuilder();
    for (int i = 0; i < 100_000; i++) {
      members.putFields("k" + i, Value.newBuilder().setNumberValue(i).build());
    }

    WireMessage json = json(answering(Value.newBuilder().setStructValue(members).build()));

    assertThat(taken).isLessThan(json.size() + 100_000 * 8L + (512 << 10));
    InvocationResponse.Builder read = InvocationResponse.newBuilder();
    JsonFormat.parser()
        .usingTypeRegistry(JsonFormat.TypeRegistry.newBuilder().add(Value.getDescriptor()).build())
        .merge(json.toByteString().toStringUtf8(), read);
    assertThat(read.getValue().unpack(Value.class).getStructValue()).isEqualTo(members.build());
  }

  /** A map may come with a key several times. */
  @Test
  void ofMembersWithOneKeyTheLastCounts() throws Exception {
    ByteString[] parts = new ByteString[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          Struct.newBuilder()
              .putFields("Aa", Value.newBuilder().setNumberValue(i).build())
              .putFields("BB", Value.newBuilder().setNumberValue(-i).build())
              .putFields("only" + i, Value.newBuilder().setBoolValue(true).build())
              .build()
              .toByteString();
    }
    ByteString struct = parts[0].concat(parts[1]).concat(parts[2]);
    ByteString bytes =
        UnknownFieldSet.newBuilder()
            .addField(
                Value.STRUCT_VALUE_FIELD_NUMBER,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(struct).build())
            .build()
            .toByteString();
    Any any =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/google.protobuf.Value")
            .setValue(bytes)
            .build();

    String json =
        json(InvocationResponse.newBuilder().setValue(any).build().toByteString())
            .toByteString()
            .toStringUtf8();

    assertThat(json)
        .containsOnlyOnce("\"Aa\":2")
        .containsOnlyOnce("\"BB\":-2")
        .containsOnlyOnce("\"Aa\"")
        .containsOnlyOnce("\"BB\"")
        .contains("\"only0\":true", "\"only1\":true", "\"only2\":true");
  }
}
