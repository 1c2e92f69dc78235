package io.actorproxy.sdks;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;

/** State and payloads of the scenarios are text, carried as {@code Any(StringValue)}. */
public final class Values {
  private Values() {}

  public static Any any(String text) {
    return Any.pack(StringValue.of(text));
  }

  /** A value of a size, for limits. */
  public static Any bytes(int size) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/test.Blob")
        .setValue(ByteString.copyFrom(new byte[size]))
        .build();
  }

  /** The text in an Any; empty if there is none. */
  public static String text(Any any) {
    if (any.getTypeUrl().isEmpty()) {
      return "";
    }
    try {
      return any.unpack(StringValue.class).getValue();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a StringValue: " + any, e);
    }
  }

  /** The number in an Any; 0 if there is none. */
  public static long number(Any any) {
    String text = text(any);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
