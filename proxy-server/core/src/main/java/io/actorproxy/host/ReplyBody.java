package io.actorproxy.host;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The bytes of one body, collected in an array that is handed over without a further copy. */
final class ReplyBody {
  private static final byte[] EMPTY = {};

  /** Says whether there is memory for a body. */
  @FunctionalInterface
  interface Room {
    /**
     * Makes room for a body of so many bytes in all, unless it has to wait.
     *
     * @param isWhole whether it is known not to become larger
     * @throws BadReplyException if there never can be so much
     */
    boolean make(int bytes, boolean isWhole) throws BadReplyException;
  }

  private final Room room;
  private byte[] bytes = EMPTY;
  private int length;
  private int expected;
  private boolean isWhole;

  ReplyBody(Room room) {
    this.room = room;
  }

  int length() {
    return length;
  }

  /**
   * The body has {@code size} bytes.
   *
   * @param isAll false if more may follow
   */
  void expect(int size, boolean isAll) {
    expected = size;
    isWhole = isAll;
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
      if (capacity > MemoryBudget.SMALL && !room.make(capacity, isWhole)) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, capacity);
    }
    in.readBytes(bytes, length, count);
    length += count;
    return true;
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
    isWhole = false;
  }

  private int capacityFor(int count, int limit) {
    if (bytes.length - length >= count) {
      return bytes.length;
    }
    long doubled = Math.min(limit, 2L * bytes.length);
    return (int) Math.max(Math.max(doubled, expected), length + (long) count);
  }
}
