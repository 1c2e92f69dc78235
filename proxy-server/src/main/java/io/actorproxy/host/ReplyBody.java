package io.actorproxy.host;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.memory.Pieces;
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

  /** Says whether there is memory for a body. */
  @FunctionalInterface
  interface Room {
    /**
     * Makes room for a body of so many bytes in all, unless it has to wait.
     *
     * @throws BadReplyException if there never can be so much
     */
    boolean make(int bytes) throws BadReplyException;
  }

  private final Room room;
  private byte[] bytes = EMPTY;
  private int length;
  private int expected;

  ReplyBody(Room room) {
    this.room = room;
  }

  int length() {
    return length;
  }

  /** The body has {@code size} bytes, as far as is known. */
  void expect(int size) {
    expected = size;
  }

  /**
   * Moves {@code count} bytes out of {@code in}; the array grows as needed, by doubling once it
   * holds something, but not beyond {@code limit}, which the caller has checked.
   *
   * @return false if there is no memory for them now; then nothing has changed
   */
  boolean append(ByteBuf in, int count, int limit) throws BadReplyException {
    int capacity = capacityFor(count, limit);
    if (capacity > bytes.length) {
      if (capacity > MemoryBudget.SMALL && !room.make(toAskFor(capacity, limit))) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, capacity);
    }
    in.readBytes(bytes, length, count);
    length += count;
    return true;
  }

  /**
   * A body of unknown length that is not small asks for all it may ever take: two that wait for
   * more while they keep what they have would wait for each other.
   */
  private int toAskFor(int capacity, int limit) {
    return capacity <= Math.max(expected, Pieces.SIZE) ? capacity : limit;
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
    expected = 0;
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
    int capacity = capacityFor(count, limit);
    if (capacity > bytes.length) {
      bytes = Arrays.copyOf(bytes, capacity);
    }
  }

  private int capacityFor(int count, int limit) {
    if (bytes.length - length >= count) {
      return bytes.length;
    }
    long doubled = Math.min(limit, 2L * bytes.length);
    return (int) Math.max(Math.max(doubled, expected), length + (long) count);
  }
}
