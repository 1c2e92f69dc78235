package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message field by field, without building objects for what is only passed on. Byte
 * fields are slices of the input: whoever keeps a small one keeps the whole input alive.
 *
 * <p>Follows the protobuf rules: unknown fields are skipped, the last of a repeated scalar wins, a
 * message that comes twice is merged, which for encoded messages is concatenation.
 */
public final class WireReader {
  private final String path;
  private final int origin;
  private final CodedInputStream in;
  private int tag;

  private WireReader(String path, int origin, ByteString bytes) {
    this.path = path;
    this.origin = origin;
    this.in = bytes.newCodedInput();
    in.enableAliasing(true);
  }

  /** Reads {@code bytes} as a message that errors call {@code path}. */
  public static WireReader of(String path, ByteString bytes) {
    return new WireReader(path, 0, bytes);
  }

  /** The tag of the next field (number and wire type), or 0 at the end of the message. */
  public int nextTag() throws MalformedMessageException {
    try {
      tag = in.readTag();
      return tag;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Passes over the field whose tag was read last. */
  public void skip() throws MalformedMessageException {
    try {
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("an end-group tag that nothing began");
      }
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  public ByteString bytes() throws MalformedMessageException {
    try {
      return in.readBytes();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** A message field that may have come before. */
  public ByteString merged(@Nullable ByteString earlier) throws MalformedMessageException {
    ByteString bytes = bytes();
    return earlier == null || earlier.isEmpty() ? bytes : earlier.concat(bytes);
  }

  /** Valid UTF-8, as protobuf demands of a string. */
  public String string() throws MalformedMessageException {
    try {
      return in.readStringRequireUtf8();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Passes over a string that nobody here wants to know. */
  void requireUtf8(String field) throws MalformedMessageException {
    if (!bytes().isValidUtf8()) {
      throw new MalformedMessageException(path + "." + field + " is not UTF-8");
    }
  }

  public boolean bool() throws MalformedMessageException {
    try {
      return in.readBool();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  public long int64() throws MalformedMessageException {
    try {
      return in.readInt64();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** A reader of the message field that comes now; errors in it name its place in the whole. */
  public WireReader message(String field) throws MalformedMessageException {
    return within(field, bytes());
  }

  /** A reader of the bytes of a message field that has just been read. */
  WireReader within(String field, ByteString bytes) {
    int start = origin + in.getTotalBytesRead() - bytes.size();
    return new WireReader(path + "." + field, start, bytes);
  }

  private MalformedMessageException malformed(IOException e) {
    int field = WireFormat.getTagFieldNumber(tag);
    String where = field == 0 ? "" : ", field " + field;
    return new MalformedMessageException(
        path
            + " cannot be read at byte "
            + (origin + in.getTotalBytesRead())
            + where
            + ": "
            + e.getMessage());
  }

  /** The tag of a field that holds bytes, a string or a message. */
  public static int lengthDelimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
