package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A message that knows its size and writes itself, straight into whatever is sent. */
public interface WireMessage {
  /** The number of bytes that {@link #writeTo} writes. */
  int size();

  void writeTo(CodedOutputStream out) throws IOException;

  /** The encoded message. */
  default ByteString toByteString() {
    ByteString.Output bytes = ByteString.newOutput(size());
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, Math.max(1, size()));
    try {
      writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteString();
  }
}
