package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A message that knows its size and writes itself, straight into whatever is sent. */
public interface WireMessage {
  /** The number of bytes that {@link #writeTo} writes. */
  int size();

  void writeTo(CodedOutputStream out) throws IOException;

  /** The encoded message, in an array of its own. */
  default byte[] toByteArray() {
    byte[] bytes = new byte[size()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes;
  }

  /** The encoded message as a stream, in which large fields are read from where they are. */
  default InputStream stream() {
    return toRope().newInput();
  }

  /** The encoded message, in which large fields are where they were. */
  default ByteString toRope() {
    return Rope.of(this);
  }

  /** The encoded message. */
  default ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(toByteArray());
  }
}
