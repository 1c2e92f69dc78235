package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.Fields;
import io.actorproxy.invocation.ActorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Writes the fields of a message that is small or seldom; defaults are not written. */
final class FieldWriter {
  private final ByteString.Output bytes = ByteString.newOutput();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);

  static ByteString message(Consumer<FieldWriter> content) {
    FieldWriter writer = new FieldWriter();
    content.accept(writer);
    try {
      writer.out.flush();
    } catch (IOException e) {
      throw cannotBe(e);
    }
    return writer.bytes.toByteString();
  }

  FieldWriter number(int field, long value) {
    try {
      if (value != 0) {
        out.writeInt64(field, value);
      }
    } catch (IOException e) {
      throw cannotBe(e);
    }
    return this;
  }

  /** For numbers that are mostly large. */
  FieldWriter fixed(int field, long value) {
    try {
      if (value != 0) {
        out.writeFixed64(field, value);
      }
    } catch (IOException e) {
      throw cannotBe(e);
    }
    return this;
  }

  FieldWriter text(int field, String value) {
    try {
      Fields.writeString(out, field, value);
    } catch (IOException e) {
      throw cannotBe(e);
    }
    return this;
  }

  /** Written even if it is empty. */
  FieldWriter bytes(int field, ByteString value) {
    try {
      out.writeBytes(field, value);
    } catch (IOException e) {
      throw cannotBe(e);
    }
    return this;
  }

  FieldWriter actor(int field, ActorId id) {
    try {
      Fields.writeActorIdField(out, field, id);
    } catch (IOException e) {
      throw cannotBe(e);
    }
    return this;
  }

  FieldWriter nested(int field, Consumer<FieldWriter> content) {
    return bytes(field, message(content));
  }

  private static UncheckedIOException cannotBe(IOException e) {
    return new UncheckedIOException("memory cannot fail", e);
  }
}
