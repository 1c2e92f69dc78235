package io.actorproxy.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.actorproxy.codec.Room;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import java.util.Arrays;

/**
 * Writes fields of messages one behind the other. The length of a nested message is known when it
 * ends: one byte is kept for it, and a longer message is moved by the rest.
 */
final class WireOutput {
  /** The smallest size for which memory is asked for. */
  private static final int SMALL = 4 << 10;

  /** Room for the lengths of the messages that end with a large field. */
  private static final int ENDS = 64;

  private final int maxBytes;
  private final Room room;
  private byte[] bytes = new byte[256];
  private int size;

  /** For a message of {@code maxBytes} at most. */
  WireOutput(int maxBytes, Room room) {
    this.maxBytes = maxBytes;
    this.room = room;
  }

  void varint(int field, long value) {
    tag(field, WireFormat.WIRETYPE_VARINT);
    raw(value);
  }

  void fixed32(int field, int value) {
    tag(field, WireFormat.WIRETYPE_FIXED32);
    little(value, 4);
  }

  void fixed64(int field, long value) {
    tag(field, WireFormat.WIRETYPE_FIXED64);
    little(value, 8);
  }

  void string(int field, String value) {
    bytes(field, UnsafeByteOperations.unsafeWrap(value.getBytes(UTF_8)));
  }

  void bytes(int field, ByteString value) {
    head(field, value.size());
    value.copyTo(bytes, size);
    size += value.size();
  }

  /** Begins a field of so many bytes, which {@link #append} brings. */
  void head(int field, int length) {
    tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    raw(length);
    makeRoom(length);
  }

  void append(byte[] value) {
    makeRoom(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** Begins a nested message; {@link #end} takes what this returns. */
  int begin(int field) {
    tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    makeRoom(1);
    return ++size;
  }

  void end(int begin) {
    int length = size - begin;
    int more = 0;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      more++;
    }
    makeRoom(more);
    System.arraycopy(bytes, begin, bytes, begin + more, length);
    size = begin - 1;
    raw(length);
    size += length;
  }

  private void tag(int field, int wireType) {
    raw((long) field << 3 | wireType);
  }

  private void raw(long varint) {
    makeRoom(10);
    long rest = varint;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void little(long value, int count) {
    makeRoom(count);
    for (int i = 0; i < count; i++) {
      bytes[size++] = (byte) (value >>> 8 * i);
    }
  }

  private void makeRoom(int more) {
    if (more <= bytes.length - size) {
      return;
    }
    if (more > maxBytes - size) {
      throw new FailureException(
          ErrorCode.BODY_TOO_LARGE,
          "the body is larger than "
              + maxBytes
              + " bytes when it is read as protobuf; send less, or raise"
              + " PROXY_HTTP_MAX_BODY_BYTES");
    }
    int capacity = (int) Math.min(maxBytes, Math.max((long) size + more + ENDS, 2L * size));
    if (capacity > SMALL) {
      room.take(capacity);
    }
    bytes = Arrays.copyOf(bytes, capacity);
  }

  /** The message; the rest of an array that is much too large for it is not kept. */
  ByteString toByteString() {
    if (size > SMALL && bytes.length - size > size / 8) {
      room.take(size);
      bytes = Arrays.copyOf(bytes, size);
    }
    return UnsafeByteOperations.unsafeWrap(bytes, 0, size);
  }
}
