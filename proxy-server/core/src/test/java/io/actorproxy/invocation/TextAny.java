package io.actorproxy.invocation;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/** An encoded Any that holds a text, which is easy to read in a test. */
public final class TextAny {
  private static final String TYPE = "type.example/text";

  private TextAny() {}

  public static ByteString of(String text) {
    return message(text).toByteString();
  }

  public static Any message(String text) {
    return Any.newBuilder().setTypeUrl(TYPE).setValue(ByteString.copyFromUtf8(text)).build();
  }

  public static Payload payload(String text) {
    return new Payload.Value(of(text));
  }

  /** The text in an encoded Any; empty if there is none. */
  public static String textOf(@Nullable ByteString any) {
    if (any == null) {
      return "";
    }
    try {
      return Any.parseFrom(any).getValue().toStringUtf8();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public static String textOf(Payload payload) {
    return payload instanceof Payload.Value(ByteString any) ? textOf(any) : "";
  }
}
