package io.actorproxy.codec.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * Between messages and JSON, by protobuf's own JSON mapping. An Any of a type that is known here is
 * written with its fields; any other as {@code {"@type": "...", "value": "base64 of its bytes"}}.
 * Its type_url is never touched.
 */
public final class JsonCodec {
  private static final String TYPE = "@type";
  private static final String VALUE = "value";

  /**
   * How many Anys inside Anys are opened, either way: each costs another pass over all that is in
   * it, and a small message can hold many thousands.
   */
  private static final int MAX_DEPTH = 8;

  private static final int MAX_REASON = 300;

  private static final JsonFormat.Parser PARSER = JsonFormat.parser();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private JsonCodec() {}

  /**
   * Reads JSON into an encoded message of a type of the protocol.
   *
   * @throws MalformedMessageException if it is not JSON, or not of that type; says where
   */
  public static ByteString toProtobuf(Descriptor type, ByteString json)
      throws MalformedMessageException {
    return toProtobuf(type, json, any -> close(any, 0));
  }

  /** The same; {@code closing} makes each outermost Any {@code {"@type", "value": "base64"}}. */
  static ByteString toProtobuf(Descriptor type, ByteString json, AnyFields.Change closing)
      throws MalformedMessageException {
    if (!json.isValidUtf8()) {
      throw new MalformedMessageException("the JSON is not UTF-8");
    }
    try {
      return read(JsonTypes.closed(type), parse(json.toStringUtf8()), closing);
    } catch (IOException | JsonParseException e) {
      throw new MalformedMessageException(
          "this is not the JSON of " + type.getFullName() + ": " + shortened(e));
    }
  }

  /** Complaints about JSON repeat what they complain about, however large. */
  private static String shortened(Exception e) {
    String reason = String.valueOf(e.getMessage());
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "...";
  }

  /**
   * Makes sure that what an answer in JSON is going to repeat of a request can be repeated.
   *
   * @throws MalformedMessageException if the bytes are not a message of the type
   */
  public static void check(Descriptor type, ByteString message) throws MalformedMessageException {
    try {
      DynamicMessage.parseFrom(JsonTypes.closed(type), message);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(type.getName() + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * The JSON of an encoded message of a type of the protocol.
   *
   * @throws FailureException with HOST_INVALID_REPLY if it is none: what is written here comes from
   *     hosts
   */
  public static String toJson(Descriptor type, ByteString message) {
    try {
      return write(type, message, any -> open(any, 0)).toString();
    } catch (InvalidProtocolBufferException e) {
      throw new FailureException(
          ErrorCode.HOST_INVALID_REPLY,
          "what the host answered cannot be written as JSON; ask for protobuf: " + e.getMessage());
    }
  }

  private static JsonElement parse(String text) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    JsonElement tree = JsonParser.parseReader(reader);
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new JsonParseException("something follows the end of the JSON");
    }
    return tree;
  }

  // --- from JSON

  private static ByteString read(Descriptor type, JsonElement json, AnyFields.Change closing)
      throws InvalidProtocolBufferException {
    JsonElement closed = AnyFields.map(type, json, closing);
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    PARSER.merge(closed.toString(), message);
    return message.build().toByteString();
  }

  /** Replaces the fields of an Any of a known type by their bytes. */
  static JsonElement close(JsonElement json, int depth) throws InvalidProtocolBufferException {
    if (!(json instanceof JsonObject any) || !any.has(TYPE)) {
      return json;
    }
    if (!(any.get(TYPE) instanceof JsonPrimitive typeUrl) || !typeUrl.isString()) {
      throw new InvalidProtocolBufferException("the \"@type\" of an Any has to be a string");
    }
    Descriptor type = JsonTypes.find(typeUrl.getAsString());
    if (type == null || isClosed(any, type)) {
      return requireClosed(any, typeUrl.getAsString());
    }
    if (depth == MAX_DEPTH) {
      throw new InvalidProtocolBufferException(
          "more than "
              + MAX_DEPTH
              + " Anys are inside each other; send the bytes of the inner ones as base64");
    }
    JsonElement content;
    if (JsonTypes.hasOwnForm(type)) {
      content = any.get(VALUE);
      if (content == null || any.size() != 2) {
        throw new InvalidProtocolBufferException(
            "an Any of " + typeUrl.getAsString() + " has a \"value\" and nothing else");
      }
    } else {
      content = any.deepCopy();
      content.getAsJsonObject().remove(TYPE);
    }
    byte[] bytes = read(type, content, inner -> close(inner, depth + 1)).toByteArray();
    JsonObject closed = new JsonObject();
    closed.add(TYPE, typeUrl);
    closed.addProperty(VALUE, Base64.getEncoder().encodeToString(bytes));
    return closed;
  }

  /** Bytes are taken for a known type too, where "value" cannot mean something else. */
  private static boolean isClosed(JsonObject any, Descriptor type) {
    if (!any.keySet().equals(Set.of(TYPE, VALUE))) {
      return false;
    }
    return type == JsonTypes.CLOSED_ANY
        ? any.get(VALUE).isJsonPrimitive()
        : !JsonTypes.hasOwnForm(type) && type.findFieldByName(VALUE) == null;
  }

  private static JsonObject requireClosed(JsonObject any, String typeUrl)
      throws InvalidProtocolBufferException {
    if (Set.of(TYPE, VALUE).containsAll(any.keySet())) {
      return any;
    }
    throw new InvalidProtocolBufferException(
        typeUrl
            + " is no type that is known here; send its bytes as {\"@type\": ..., \"value\":"
            + " \"base64\"}");
  }

  // --- to JSON

  /** The JSON of a message; {@code opening} gets each outermost Any with its bytes as base64. */
  static JsonElement write(Descriptor type, ByteString bytes, AnyFields.Change opening)
      throws InvalidProtocolBufferException {
    return writeClosed(JsonTypes.closed(type), bytes, opening);
  }

  private static JsonElement writeClosed(
      Descriptor type, ByteString bytes, AnyFields.Change opening)
      throws InvalidProtocolBufferException {
    String closed = PRINTER.print(DynamicMessage.parseFrom(type, bytes));
    return AnyFields.map(type, JsonParser.parseString(closed), opening);
  }

  /** Replaces the bytes of an Any of a known type by its fields, if they can be read. */
  static JsonElement open(JsonElement json, int depth) {
    if (!(json instanceof JsonObject any)) {
      return json;
    }
    Descriptor type = any.has(TYPE) ? JsonTypes.find(any.get(TYPE).getAsString()) : null;
    if (type == null || depth == MAX_DEPTH) {
      return any;
    }
    JsonElement content;
    try {
      ByteString bytes = any.has(VALUE) ? bytesOf(any) : ByteString.EMPTY;
      content = writeClosed(type, bytes, inner -> open(inner, depth + 1));
    } catch (InvalidProtocolBufferException e) {
      return any;
    }
    JsonObject opened = new JsonObject();
    opened.add(TYPE, any.get(TYPE));
    if (JsonTypes.hasOwnForm(type)) {
      opened.add(VALUE, content);
    } else {
      for (Map.Entry<String, JsonElement> field : content.getAsJsonObject().entrySet()) {
        opened.add(field.getKey(), field.getValue());
      }
    }
    return opened;
  }

  private static ByteString bytesOf(JsonObject any) {
    return ByteString.copyFrom(Base64.getDecoder().decode(any.get(VALUE).getAsString()));
  }
}
