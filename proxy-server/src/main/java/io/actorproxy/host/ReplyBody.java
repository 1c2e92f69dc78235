package io.actorproxy.host;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** The bytes of one body, collected in an array that is handed over without a further copy. */
final class ReplyBody {
  private static final byte[] EMPTY = {};
  private static final int INFLATE_STEP = 8192;

  private byte[] bytes = EMPTY;
  private int length;

  int length() {
    return length;
  }

  /** Makes room for exactly {@code size} bytes. */
  void expect(int size) {
    bytes = size == 0 ? EMPTY : new byte[size];
  }

  /**
   * Moves {@code count} bytes out of {@code in}; the array grows as needed, by doubling once it
   * holds something, but not beyond {@code limit}, which the caller has checked.
   */
  void append(ByteBuf in, int count, int limit) {
    reserve(count, limit);
    in.readBytes(bytes, length, count);
    length += count;
  }

  /** Gives the collected bytes away and begins anew. */
  ByteString take() {
    ByteString taken =
        length == 0 ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes, 0, length);
    clear();
    return taken;
  }

  void clear() {
    bytes = EMPTY;
    length = 0;
  }

  /** Replaces the collected bytes by what they are the gzip of. */
  void inflate(int limit) throws BadReplyException {
    var zipped = new ByteArrayInputStream(bytes, 0, length);
    clear();
    try (var in = new GZIPInputStream(zipped)) {
      while (true) {
        if (length == limit) {
          if (in.read() >= 0) {
            throw BadReplyException.tooLarge(limit);
          }
          return;
        }
        reserve(Math.min(INFLATE_STEP, limit - length), limit);
        int count = in.read(bytes, length, bytes.length - length);
        if (count < 0) {
          return;
        }
        length += count;
      }
    } catch (EOFException e) {
      throw BadReplyException.invalid("a gzip body that is cut off");
    } catch (IOException e) {
      throw BadReplyException.invalid("a body that is not gzip as it says: " + e.getMessage());
    }
  }

  private void reserve(int count, int limit) {
    if (bytes.length - length < count) {
      long doubled = Math.min(limit, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, length + (long) count));
    }
  }
}
