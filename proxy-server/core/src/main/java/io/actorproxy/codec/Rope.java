package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * An encoded message whose large fields are not copied: they stay where they are, and the message
 * is a chain of them. What is longer than the encoder's buffer comes from a ByteString, which never
 * changes; what is shorter comes out of that buffer, and is copied.
 */
final class Rope extends OutputStream {
  private static final int BUFFER = 4 << 10;

  private ByteString chain = ByteString.EMPTY;

  private Rope() {}

  static ByteString of(WireMessage message) {
    Rope rope = new Rope();
    CodedOutputStream out = CodedOutputStream.newInstance(rope, BUFFER);
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return rope.chain;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    ByteString part =
        count > BUFFER
            ? UnsafeByteOperations.unsafeWrap(bytes, from, count)
            : ByteString.copyFrom(bytes, from, count);
    chain = chain.concat(part);
  }
}
