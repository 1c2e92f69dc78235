package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;

/** Parses whole messages into generated classes, for what is rare: registrations and spawns. */
final class MessageReader {
  private MessageReader() {}

  /**
   * Parses {@code bytes} as a message of the type of {@code prototype}.
   *
   * @throws MalformedMessageException if they are none; says at which byte and field
   */
  @SuppressWarnings("unchecked")
  static <M extends Message> M read(M prototype, ByteString bytes)
      throws MalformedMessageException {
    try {
      return (M) prototype.getParserForType().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      Descriptor type = prototype.getDescriptorForType();
      locate(type, WireReader.of(type.getName(), bytes));
      throw new MalformedMessageException(type.getName() + " cannot be read: " + e.getMessage());
    }
  }

  /** Walks through a message that does not parse, until the walk fails too and says where. */
  private static void locate(Descriptor type, WireReader in) throws MalformedMessageException {
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean isDelimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (field == null || !isDelimited) {
        in.skip();
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        locate(field.getMessageType(), in.message(field.getName()));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        in.string();
      } else {
        in.skip();
      }
    }
  }
}
