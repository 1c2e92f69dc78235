package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads what a gzip body holds: the contents of all its members, one after the other (RFC 1952).
 * The JDK's stream ignores what follows a member and does not begin as another, so a body that is
 * damaged behind its first member would be read as a shorter one; and it calls itself for each
 * member that holds nothing.
 */
final class GzipReader implements AutoCloseable {
  private static final short MAGIC = (short) 0x8b1f;
  private static final int DEFLATE = 8;
  private static final int HEADER_SUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  /** Modification time, extra flags and operating system. */
  private static final int IGNORED_BYTES = 6;

  private final ByteBuffer in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private boolean isInMember;
  private boolean hadMember;

  GzipReader(ByteString zipped) {
    in = zipped.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether a body begins as gzip does. */
  static boolean isBegunIn(ByteString body) {
    return body.size() >= Short.BYTES
        && body.byteAt(0) == (byte) MAGIC
        && body.byteAt(1) == (byte) (MAGIC >> Byte.SIZE);
  }

  /**
   * Reads up to {@code count} bytes, and at least one unless that is 0.
   *
   * @return how many; -1 if there are no more, and everything was as it should be
   * @throws IOException if it is no gzip; says why
   */
  int read(byte[] bytes, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    try {
      while (isInMember || beginMember()) {
        int inflated = inflater.inflate(bytes, from, count);
        if (inflated > 0) {
          sum.update(bytes, from, inflated);
          return inflated;
        }
        if (inflater.finished()) {
          endMember();
        } else if (inflater.needsInput()) {
          throw endsTooEarly();
        } else {
          throw new IOException("it needs a dictionary");
        }
      }
      return -1;
    } catch (BufferUnderflowException _) {
      throw endsTooEarly();
    } catch (DataFormatException e) {
      throw new IOException("its data is damaged (" + e.getMessage() + ")", e);
    }
  }

  private static EOFException endsTooEarly() {
    return new EOFException("it ends too early");
  }

  /** False if there is no other. */
  private boolean beginMember() throws IOException {
    if (hadMember && !in.hasRemaining()) {
      return false;
    }
    int start = in.position();
    if (in.remaining() < Short.BYTES && hadMember || in.getShort() != MAGIC) {
      throw new IOException(
          hadMember ? "bytes follow its end that are no gzip" : "it does not begin as gzip does");
    }
    if (in.get() != DEFLATE) {
      throw new IOException("its method of compression is unknown");
    }
    skipHeader(start, in.get());
    sum.reset();
    inflater.reset();
    inflater.setInput(in);
    isInMember = true;
    hadMember = true;
    return true;
  }

  private void skipHeader(int start, int flags) throws IOException {
    if ((flags & RESERVED) != 0) {
      throw new IOException("it has a flag that is unknown");
    }
    skip(IGNORED_BYTES);
    if ((flags & EXTRA) != 0) {
      skip(Short.toUnsignedInt(in.getShort()));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_SUM) != 0) {
      sum.reset();
      sum.update(in.slice(start, in.position() - start));
      if (in.getShort() != (short) sum.getValue()) {
        throw new IOException("the check sum of its header is wrong");
      }
    }
  }

  private void skip(int count) throws IOException {
    if (in.remaining() < count) {
      throw endsTooEarly();
    }
    in.position(in.position() + count);
  }

  private void skipText() {
    while (in.get() != 0) {
      // It is not used.
    }
  }

  private void endMember() throws IOException {
    if (in.getInt() != (int) sum.getValue()) {
      throw new IOException("its check sum is wrong");
    }
    if (in.getInt() != (int) inflater.getBytesWritten()) {
      throw new IOException("it holds more or less than it says");
    }
    isInMember = false;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
