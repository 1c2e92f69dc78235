package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;

/** Between messages of the protocol and their JSON form. */
public final class JsonCodec {
  private JsonCodec() {}

  /**
   * Reads JSON into an encoded message of a type of the protocol.
   *
   * @param maxBytes the most that the encoded message may have
   * @throws MalformedMessageException if it is not JSON, or not of that type; says where
   * @throws FailureException with BODY_TOO_LARGE
   */
  public static ByteString toProtobuf(Descriptor type, ByteString json, int maxBytes)
      throws MalformedMessageException {
    return read(type, json, maxBytes, false);
  }

  /** As {@link #toProtobuf}; if {@code isPlain}, each Any may be any JSON. */
  static ByteString read(Descriptor type, ByteString json, int maxBytes, boolean isPlain)
      throws MalformedMessageException {
    try {
      JsonInput in = new JsonInput(json);
      WireOutput out = new WireOutput(maxBytes);
      new JsonDecoder(in, out, isPlain).message(type);
      in.finish();
      return out.toByteString();
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          "this is not the JSON of " + type.getFullName() + ": " + e.getMessage());
    }
  }

  /**
   * Makes sure that a message has a JSON form, so that an answer in JSON can repeat it.
   *
   * @throws MalformedMessageException if the bytes are not a message of the type, or if it holds
   *     what JSON cannot say
   */
  public static void check(Descriptor type, ByteString message) throws MalformedMessageException {
    try {
      write(type, message, false);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(
          type.getName() + " cannot be read, or repeated in JSON: " + e.getMessage());
    }
  }

  /**
   * The JSON of an encoded message of a type of the protocol, in UTF-8.
   *
   * @throws FailureException with HOST_INVALID_REPLY if it is none: what is written here comes from
   *     hosts
   */
  public static ByteString toJson(Descriptor type, ByteString message) {
    try {
      return write(type, message, false);
    } catch (InvalidProtocolBufferException e) {
      throw new FailureException(
          ErrorCode.HOST_INVALID_REPLY,
          "what the host answered cannot be written as JSON; ask for protobuf: " + e.getMessage());
    }
  }

  /** The JSON of a message; if {@code isPlain}, that of an Any of a Value is the Value's. */
  static ByteString write(Descriptor type, ByteString message, boolean isPlain)
      throws InvalidProtocolBufferException {
    JsonOutput out = new JsonOutput();
    new JsonEncoder(out, isPlain).message(JsonTypes.of(type).getParserForType().parseFrom(message));
    return out.toByteString();
  }
}
