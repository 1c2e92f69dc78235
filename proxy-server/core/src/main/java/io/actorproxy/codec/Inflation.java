package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decompresses gzip in an array that grows, for which room is asked before. */
public final class Inflation {
  private static final int FIRST = 4 << 10;

  private Inflation() {}

  /** The result would have more bytes than it may. */
  public static final class TooLargeException extends IOException {
    TooLargeException() {
      super("it is too large when it is decompressed");
    }
  }

  /**
   * How large a body becomes, as far as it says so at its end (RFC 1952, 2.3.1). What it says may
   * be wrong, and is of its last member alone; so this is no less than the body has now, and no
   * more than {@code maxBytes}, where decompression ends.
   */
  public static int expectedBytes(ByteString zipped, int maxBytes) {
    int size = zipped.size();
    if (size < Integer.BYTES) {
      return size;
    }
    ByteBuffer end = zipped.substring(size - Integer.BYTES).asReadOnlyByteBuffer();
    long said = Integer.toUnsignedLong(end.order(ByteOrder.LITTLE_ENDIAN).getInt());
    return (int) Math.max(size, Math.min(said, maxBytes));
  }

  /**
   * Decompresses a body; never holds more than {@code maxBytes} of the result.
   *
   * @param room is asked for what this takes, the result included
   * @throws TooLargeException if the result has more than that
   * @throws IOException if it is no gzip, or more than that; says why
   */
  public static ByteString inflate(ByteString zipped, int maxBytes, Room room) throws IOException {
    try (GzipReader in = new GzipReader(zipped)) {
      byte[] bytes = new byte[Math.min(maxBytes, FIRST)];
      byte[] next = new byte[1];
      int length = 0;
      for (int count = 0; count >= 0; count = in.read(bytes, length, bytes.length - length)) {
        length += count;
        if (length == bytes.length) {
          if (in.read(next, 0, 1) < 0) {
            break;
          }
          if (length == maxBytes) {
            throw new TooLargeException();
          }
          int capacity = (int) Math.min(maxBytes, 2L * length);
          room.take(capacity);
          bytes = Arrays.copyOf(bytes, capacity);
          bytes[length++] = next[0];
        }
      }
      return UnsafeByteOperations.unsafeWrap(bytes, 0, length);
    }
  }

  /**
   * Decompresses the beginning of a body, as far as it can be read.
   *
   * @param maxBytes of the result
   * @throws IOException if it is no gzip from the beginning on; says why
   */
  public static ByteString beginningOf(ByteString zipped, int maxBytes) throws IOException {
    byte[] bytes = new byte[maxBytes];
    int length = 0;
    try (GzipReader in = new GzipReader(zipped)) {
      for (int count = 0; count >= 0 && length < maxBytes; ) {
        count = in.read(bytes, length, maxBytes - length);
        length += Math.max(0, count);
      }
    } catch (IOException e) {
      if (length == 0) {
        throw e;
      }
    }
    return UnsafeByteOperations.unsafeWrap(bytes, 0, length);
  }

  /** Whether a body begins as gzip does. */
  public static boolean isBegunIn(ByteString body) {
    return GzipReader.isBegunIn(body);
  }
}
