package io.actorproxy.codec.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Value;
import io.actorproxy.codec.MalformedMessageException;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import java.util.Base64;

/**
 * What a host that speaks JSON is sent, and what it answers: protobuf's JSON mapping of {@code
 * ActorInvocation} and {@code ActorInvocationResponse}, with one addition. Where the protocol has
 * an Any, the host may write any JSON, and it is kept as {@code google.protobuf.Value}; a Value is
 * handed to the host as plain JSON again. Only an object with the key {@code @type} stands for an
 * Any of that type.
 */
public final class HostJson {
  private static final String TYPE = "@type";
  private static final String VALUE = "value";
  private static final String VALUE_URL = "type.googleapis.com/google.protobuf.Value";

  private HostJson() {}

  /**
   * The JSON of an encoded ActorInvocation.
   *
   * @throws MalformedMessageException if it has something that JSON has no form for
   */
  public static ByteString invocation(ByteString message) throws MalformedMessageException {
    try {
      return ByteString.copyFromUtf8(
          JsonCodec.write(ActorInvocation.getDescriptor(), message, HostJson::toPlain).toString());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedMessageException(
          "the invocation has no JSON form for its host: " + e.getMessage());
    }
  }

  /**
   * The encoded ActorInvocationResponse of what a host answered.
   *
   * @throws MalformedMessageException if it is none; says where
   */
  public static ByteString reply(ByteString json) throws MalformedMessageException {
    return JsonCodec.toProtobuf(ActorInvocationResponse.getDescriptor(), json, HostJson::toAny);
  }

  private static JsonElement toPlain(JsonElement any) throws InvalidProtocolBufferException {
    if (!isValue(any)) {
      return JsonCodec.open(any, 0);
    }
    JsonElement bytes = any.getAsJsonObject().get(VALUE);
    Value value =
        Value.parseFrom(Base64.getDecoder().decode(bytes == null ? "" : bytes.getAsString()));
    if (!PlainValue.hasPlainForm(value)) {
      throw new InvalidProtocolBufferException(
          "a google.protobuf.Value is empty, or has a number that is infinite or none");
    }
    // What looks like an Any stays in one; so does null, which means that there is no value.
    boolean mistakable = value.hasStructValue() && value.getStructValue().containsFields(TYPE);
    return mistakable || value.hasNullValue()
        ? any(PlainValue.toJson(value))
        : PlainValue.toJson(value);
  }

  private static boolean isValue(JsonElement any) {
    return any instanceof JsonObject object
        && object.get(TYPE) instanceof JsonPrimitive type
        && type.getAsString().equals(VALUE_URL);
  }

  private static JsonElement toAny(JsonElement json) throws InvalidProtocolBufferException {
    boolean isAny = json instanceof JsonObject object && object.has(TYPE);
    if (isAny || json.isJsonNull()) {
      return JsonCodec.close(json, 0);
    }
    byte[] bytes = PlainValue.toMessage(json).toByteArray();
    return any(new JsonPrimitive(Base64.getEncoder().encodeToString(bytes)));
  }

  private static JsonObject any(JsonElement content) {
    JsonObject any = new JsonObject();
    any.addProperty(TYPE, VALUE_URL);
    any.add(VALUE, content);
    return any;
  }
}
