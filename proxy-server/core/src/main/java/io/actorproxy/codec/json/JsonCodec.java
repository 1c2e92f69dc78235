package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;

/** Between messages of the protocol and their JSON form. */
public final class JsonCodec {
  private JsonCodec() {}

  /**
   * Reads JSON into an encoded message of a type of the protocol.
   *
   * @param maxBytes the most that the encoded message may have
   * @param room is asked for what this takes besides the text, the message included
   * @throws MalformedMessageException if it is not JSON, or not of that type; says where
   * @throws FailureException with BODY_TOO_LARGE
   */
  public static ByteString toProtobuf(Descriptor type, ByteString json, int maxBytes, Room room)
      throws MalformedMessageException {
    return read(type, json, maxBytes, room, false);
  }

  /** As {@link #toProtobuf}; if {@code isPlain}, each Any may be any JSON. */
  static ByteString read(Descriptor type, ByteString json, int maxBytes, Room room, boolean isPlain)
      throws MalformedMessageException {
    try {
      JsonInput in = new JsonInput(json, room);
      WireOutput out = new WireOutput(maxBytes, room);
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
  public static void check(Descriptor type, ByteString message, Room room)
      throws MalformedMessageException {
    try {
      new JsonEncoder(JsonOutput.nowhere(), room, false).message(type, message);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          type.getName() + " cannot be read, or repeated in JSON: " + e.getMessage());
    }
  }

  /**
   * The JSON of an encoded message of a type of the protocol, in UTF-8. Keeps large parts of the
   * message, which become text when they are read.
   *
   * @param room is asked for what the text takes
   * @throws FailureException with HOST_INVALID_REPLY if there is none: what is written here comes
   *     from hosts
   */
  public static WireMessage toJson(Descriptor type, ByteString message, Room room) {
    return written(room, encoder -> encoder.message(type, message));
  }

  /** As {@link #toJson(Descriptor, ByteString, Room)}, of a message with one more field. */
  public static WireMessage toJson(
      Descriptor type, ByteString message, int field, ByteString value, Room room) {
    return written(room, encoder -> encoder.message(type, message, field, value));
  }

  private static WireMessage written(Room room, Encoding encoding) {
    try {
      return write(room, false, encoding);
    } catch (MalformedMessageException e) {
      throw new FailureException(
          ErrorCode.HOST_INVALID_REPLY,
          "what the host answered cannot be written as JSON; ask for protobuf: " + e.getMessage());
    }
  }

  /** The JSON of a message; if {@code isPlain}, that of an Any of a Value is the Value's. */
  static WireMessage write(Room room, boolean isPlain, Encoding encoding)
      throws MalformedMessageException {
    JsonOutput out = new JsonOutput(room);
    encoding.run(new JsonEncoder(out, room, isPlain));
    return out.toText();
  }

  /** Writes one message. */
  interface Encoding {
    void run(JsonEncoder encoder) throws MalformedMessageException;
  }
}
