package io.actorproxy.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message field by field, without building objects for what is only passed on. Byte
 * fields are slices of the input: a small one that is kept keeps the whole input alive.
 *
 * <p>Follows the protobuf rules: unknown fields are skipped, the last of a repeated scalar wins, a
 * message that comes twice is merged, which for encoded messages is concatenation.
 *
 * <p>It walks over the array itself: protobuf's own stream reader would be one more object for each
 * nested message, and there are ten of them in an invocation.
 */
public final class WireReader {
  /** How deep groups may be nested, as protobuf itself has it. */
  private static final int MAX_DEPTH = 100;

  private final @Nullable WireReader outer;
  private final String name;
  private final int origin;
  private final byte[] array;
  private final int start;
  private final int end;
  private int at;
  private int tag;

  private WireReader(@Nullable WireReader outer, String name, int origin, Region region) {
    this.outer = outer;
    this.name = name;
    this.origin = origin;
    this.array = region.array;
    this.start = region.start;
    this.end = region.start + region.size;
    this.at = start;
  }

  /** Reads {@code bytes} as a message that errors call {@code path}. */
  public static WireReader of(String path, ByteString bytes) {
    return new WireReader(null, path, 0, Region.of(bytes));
  }

  /** The tag of the next field (number and wire type), or 0 at the end of the message. */
  public int nextTag() throws MalformedMessageException {
    tag = 0;
    if (at == end) {
      return 0;
    }
    int next = (int) varint();
    if (WireFormat.getTagFieldNumber(next) == 0) {
      throw malformed("a field has the number 0");
    }
    tag = next;
    return next;
  }

  /** Passes over the field whose tag was read last. */
  public void skip() throws MalformedMessageException {
    skip(tag, 0);
  }

  private void skip(int skipped, int depth) throws MalformedMessageException {
    switch (WireFormat.getTagWireType(skipped)) {
      case WireFormat.WIRETYPE_VARINT -> varint();
      case WireFormat.WIRETYPE_FIXED64 -> advance(8);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> advance(length());
      case WireFormat.WIRETYPE_START_GROUP -> skipGroup(skipped, depth + 1);
      case WireFormat.WIRETYPE_END_GROUP -> throw malformed("a group ends that did not begin");
      case WireFormat.WIRETYPE_FIXED32 -> advance(4);
      default -> throw malformed("there is no such wire type");
    }
  }

  private void skipGroup(int begun, int depth) throws MalformedMessageException {
    if (depth > MAX_DEPTH) {
      throw malformed("groups are nested too deeply");
    }
    for (int inner = nextTag(); inner != 0; inner = nextTag()) {
      if (WireFormat.getTagWireType(inner) == WireFormat.WIRETYPE_END_GROUP) {
        if (WireFormat.getTagFieldNumber(inner) != WireFormat.getTagFieldNumber(begun)) {
          throw malformed("a group ends that did not begin");
        }
        return;
      }
      skip(inner, depth);
    }
    throw malformed("a group does not end");
  }

  public ByteString bytes() throws MalformedMessageException {
    int size = length();
    return UnsafeByteOperations.unsafeWrap(array, advance(size), size);
  }

  /** A message field that may have come before. */
  public ByteString merged(@Nullable ByteString earlier) throws MalformedMessageException {
    ByteString bytes = bytes();
    return earlier == null || earlier.isEmpty() ? bytes : earlier.concat(bytes);
  }

  /** Valid UTF-8, as protobuf demands of a string. */
  public String string() throws MalformedMessageException {
    int size = length();
    int from = advance(size);
    if (isAscii(from, size)) {
      return new String(array, from, size, ISO_8859_1);
    }
    if (!isUtf8(from, size)) {
      throw malformed("a string is not UTF-8");
    }
    return new String(array, from, size, UTF_8);
  }

  /** Skips a string that the proxy does not use, after checking its encoding. */
  void requireUtf8(String field) throws MalformedMessageException {
    int size = length();
    int from = advance(size);
    if (!isAscii(from, size) && !isUtf8(from, size)) {
      throw new MalformedMessageException(path() + "." + field + " is not UTF-8");
    }
  }

  private boolean isAscii(int from, int size) {
    int bits = 0;
    for (int i = from; i < from + size; i++) {
      bits |= array[i];
    }
    return bits >= 0;
  }

  private boolean isUtf8(int from, int size) {
    return UnsafeByteOperations.unsafeWrap(array, from, size).isValidUtf8();
  }

  public boolean bool() throws MalformedMessageException {
    return varint() != 0;
  }

  public long int64() throws MalformedMessageException {
    return varint();
  }

  public long fixed64() throws MalformedMessageException {
    return little(8);
  }

  public int fixed32() throws MalformedMessageException {
    return (int) little(4);
  }

  private long little(int count) throws MalformedMessageException {
    int from = advance(count);
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | array[from + i] & 0xff;
    }
    return value;
  }

  /** A reader of the message field that comes now; errors in it name its place in the whole. */
  public WireReader message(String field) throws MalformedMessageException {
    int size = length();
    int from = advance(size);
    return new WireReader(this, field, origin + from - start, new Region(array, from, size));
  }

  /** A reader of the bytes of a message field that has just been read. */
  WireReader within(String field, ByteString bytes) {
    return new WireReader(this, field, origin + at - start - bytes.size(), Region.of(bytes));
  }

  private long varint() throws MalformedMessageException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw truncated();
      }
      byte next = array[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than 10 bytes");
  }

  private int length() throws MalformedMessageException {
    int size = (int) varint();
    if (size < 0) {
      throw malformed("a field has a negative length");
    }
    return size;
  }

  /** Passes over bytes; returns where they begin. */
  private int advance(int size) throws MalformedMessageException {
    if (size > end - at) {
      throw truncated();
    }
    int from = at;
    at += size;
    return from;
  }

  private MalformedMessageException truncated() {
    return malformed("it ends in the middle of a field");
  }

  private MalformedMessageException malformed(String reason) {
    int field = WireFormat.getTagFieldNumber(tag);
    String where = field == 0 ? "" : ", field " + field;
    return new MalformedMessageException(
        path() + " cannot be read at byte " + (origin + at - start) + where + ": " + reason);
  }

  private String path() {
    return outer == null ? name : outer.path() + "." + name;
  }

  /** The tag of a field that holds bytes, a string or a message. */
  public static int lengthDelimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** The part of an array that a ByteString is; one that has several parts is copied into one. */
  private static final class Region extends ByteOutput {
    private static final byte[] NOTHING = {};

    private byte[] array;
    private int start;
    private int size;

    Region(byte[] array, int start, int size) {
      this.array = array;
      this.start = start;
      this.size = size;
    }

    static Region of(ByteString bytes) {
      Region region = new Region(NOTHING, 0, 0);
      try {
        UnsafeByteOperations.unsafeWriteTo(bytes, region);
      } catch (IOException e) {
        throw new UncheckedIOException("memory cannot fail", e);
      }
      if (region.size == bytes.size()) {
        return region;
      }
      return new Region(bytes.toByteArray(), 0, bytes.size());
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      array = value;
      start = offset;
      size = length;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      writeLazy(value, offset, length);
    }

    // What is in no array is not offered as one, and so it is copied.

    @Override
    public void write(byte value) {}

    @Override
    public void write(ByteBuffer value) {}

    @Override
    public void writeLazy(ByteBuffer value) {}
  }
}
