package io.actorproxy.codec;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/**
 * An array in which small messages are encoded one after the other, to be copied from there into
 * the memory that is sent. That is cheaper than to encode into direct memory, where each message
 * costs three objects and each byte a check. Belongs to one thread.
 */
public final class EncodingScratch {
  /** A message that is larger is better written straight to where it goes: it has few fields. */
  public static final int MAX_BYTES = 16 << 10;

  private byte[] array = new byte[1 << 10];

  /**
   * Encodes a message of {@code size} bytes, at most {@link #MAX_BYTES}.
   *
   * @return an array that begins with the message, until the next call
   * @throws IOException if the message is not of the size that it tells
   */
  public byte[] encode(WireMessage message, int size) throws IOException {
    if (size > array.length) {
      array = new byte[MAX_BYTES];
    }
    CodedOutputStream out = CodedOutputStream.newInstance(array, 0, size);
    message.writeTo(out);
    requireFull(out, size);
    return array;
  }

  /** Refuses a message that has written less than its size; writing more fails by itself. */
  public static void requireFull(CodedOutputStream out, int size) throws IOException {
    if (out.spaceLeft() != 0) {
      throw new IOException(
          "the message wrote %d bytes less than its size of %d".formatted(out.spaceLeft(), size));
    }
  }
}
