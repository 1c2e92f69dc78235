package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads HTTP/1.0 and HTTP/1.1 answers as their bytes come in, in pieces of any size (RFC 9112).
 *
 * <p>Understood are a content-length, chunks with extensions and trailers, bodies that end with the
 * connection, interim (1xx) answers, line ends without CR, blanks around header names and values,
 * gzip. What could be read in two ways is refused. Belongs to one connection; {@link #reset} comes
 * before each reply.
 */
final class ResponseParser {
  /** Only this much of a reply other than 200 is kept, for the error message. */
  private static final int ERROR_BODY_BYTES = 64 << 10;

  private static final byte LF = '\n';
  private static final int MAX_CHUNK_DIGITS = 15;

  private enum Expect {
    STATUS_LINE,
    HEADER,
    SIZED_BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    BODY_UNTIL_CLOSE,
    NOTHING
  }

  private final int maxHeadBytes;
  private final int maxReplyBytes;
  private final ResponseHead head = new ResponseHead();
  private final ReplyBody body;
  private Expect expected = Expect.STATUS_LINE;
  private byte[] line = new byte[256];
  private int lineLength;
  private int headBytes;
  private long remaining;
  private boolean begun;
  private boolean cut;

  /** The body stays in the input, because there is no memory for it yet. */
  private boolean starved;

  ResponseParser(int maxHeadBytes, int maxReplyBytes, ReplyBody.Room room) {
    this.body = new ReplyBody(room);
    this.maxHeadBytes = maxHeadBytes;
    this.maxReplyBytes = maxReplyBytes;
  }

  /** Gets ready for the next reply. */
  void reset() {
    head.reset();
    body.clear();
    expected = Expect.STATUS_LINE;
    lineLength = 0;
    headBytes = 0;
    begun = false;
    cut = false;
  }

  /**
   * Reads on. Leaves bytes in {@code in} if there is no memory for them.
   *
   * @return whether the reply is complete; bytes behind it are left in {@code in}
   * @throws BadReplyException if it cannot be used, nor can the connection
   */
  boolean read(ByteBuf in) throws BadReplyException {
    begun |= in.isReadable();
    starved = false;
    while (expected != Expect.NOTHING && in.isReadable() && !starved) {
      step(in);
    }
    return expected == Expect.NOTHING;
  }

  /** The host sends no more; tells whether the reply is complete with that. */
  boolean endOfInput() {
    return expected == Expect.NOTHING || expected == Expect.BODY_UNTIL_CLOSE;
  }

  /** Whether a byte of the reply has come in. */
  boolean hasBegun() {
    return begun;
  }

  int status() {
    return head.status();
  }

  /** How long the connection can be used after this reply; 0 if it cannot. */
  long keepAliveMillis() {
    return expected == Expect.NOTHING && !cut ? head.keepAliveMillis() : 0;
  }

  /** Whether the body is compressed. */
  boolean isGzip() {
    return head.isGzip() && body.length() > 0;
  }

  /** The whole body as it came, or its beginning if the status is not 200; can be taken once. */
  ByteString takeBody() {
    return body.take();
  }

  private void step(ByteBuf in) throws BadReplyException {
    switch (expected) {
      case STATUS_LINE -> {
        if (readLine(in)) {
          head.statusLine(line, lineLength);
          nextLine(Expect.HEADER);
        } else {
          ResponseHead.checkBeginning(line, lineLength);
        }
      }
      case HEADER -> {
        if (readLine(in)) {
          onHeader();
        }
      }
      case SIZED_BODY -> readBody(in, Expect.NOTHING);
      case CHUNK_SIZE -> {
        if (readLine(in)) {
          onChunkSize();
        }
      }
      case CHUNK -> readBody(in, Expect.CHUNK_END);
      case CHUNK_END -> {
        boolean whole = readLine(in);
        if (lineLength > 0 && (whole || lineLength > 1 || line[0] != '\r')) {
          throw BadReplyException.invalid("a chunk that is longer than it says");
        }
        if (whole) {
          headBytes = 0;
          nextLine(Expect.CHUNK_SIZE);
        }
      }
      case TRAILER -> {
        if (readLine(in)) {
          nextLine(lineLength == 0 ? Expect.NOTHING : Expect.TRAILER);
        }
      }
      case BODY_UNTIL_CLOSE -> append(in, in.readableBytes());
      case NOTHING -> throw new IllegalStateException("the reply is complete");
    }
  }

  private void onHeader() throws BadReplyException {
    if (lineLength > 0) {
      head.header(line, lineLength);
      nextLine(Expect.HEADER);
      return;
    }
    head.end();
    if (head.status() < 200) {
      head.reset();
      nextLine(Expect.STATUS_LINE);
    } else {
      beginBody();
    }
  }

  private void beginBody() throws BadReplyException {
    if (head.status() == 204 || head.status() == 304) {
      expected = Expect.NOTHING;
    } else if (head.isChunked()) {
      headBytes = 0;
      nextLine(Expect.CHUNK_SIZE);
    } else if (head.contentLength() >= 0) {
      remaining = head.contentLength();
      checkSize(remaining);
      body.expect((int) Math.min(remaining, limit()), true);
      expected = remaining == 0 ? Expect.NOTHING : Expect.SIZED_BODY;
    } else {
      expected = Expect.BODY_UNTIL_CLOSE;
    }
  }

  private void onChunkSize() throws BadReplyException {
    long size = 0;
    int digits = 0;
    while (digits < lineLength && Ascii.hexDigit(line[digits]) >= 0) {
      size = size << 4 | Ascii.hexDigit(line[digits++]);
      if (digits > MAX_CHUNK_DIGITS) {
        break;
      }
    }
    int rest = Ascii.skipBlanks(line, digits, lineLength);
    if (digits == 0 || digits > MAX_CHUNK_DIGITS || (rest < lineLength && line[rest] != ';')) {
      throw BadReplyException.invalid(
          "a chunk size that is not one: " + Ascii.quote(line, 0, lineLength));
    }
    checkSize(body.length() + size);
    remaining = size;
    nextLine(size == 0 ? Expect.TRAILER : Expect.CHUNK);
    if (size > 0 && body.length() == 0) {
      body.expect((int) Math.min(size, limit()), false);
    }
  }

  /**
   * Takes what is there of the {@code remaining} bytes, and continues with {@code next} after them.
   */
  private void readBody(ByteBuf in, Expect next) throws BadReplyException {
    int count = (int) Math.min(remaining, in.readableBytes());
    if (!append(in, count)) {
      return;
    }
    remaining -= count;
    if (remaining == 0 && !cut) {
      expected = next;
    }
  }

  private boolean append(ByteBuf in, int count) throws BadReplyException {
    checkSize((long) body.length() + count);
    int room = limit() - body.length();
    starved = !body.append(in, Math.min(count, room), limit());
    if (count > room && !starved) {
      cut = true;
      expected = Expect.NOTHING;
    }
    return !starved;
  }

  private void checkSize(long size) throws BadReplyException {
    if (head.status() == 200 && size > maxReplyBytes) {
      throw BadReplyException.tooLarge(maxReplyBytes);
    }
  }

  private int limit() {
    return head.status() == 200 ? maxReplyBytes : Math.min(ERROR_BODY_BYTES, maxReplyBytes);
  }

  private void nextLine(Expect next) {
    expected = next;
    lineLength = 0;
  }

  /** Moves bytes into {@code line}; tells whether it is complete, and then without its end. */
  private boolean readLine(ByteBuf in) throws BadReplyException {
    int end = in.bytesBefore(LF);
    int count = end < 0 ? in.readableBytes() : end + 1;
    headBytes += count;
    if (headBytes > maxHeadBytes) {
      throw BadReplyException.invalid("a head of more than %d bytes".formatted(maxHeadBytes));
    }
    if (line.length - lineLength < count) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, lineLength + count));
    }
    in.readBytes(line, lineLength, count);
    lineLength += count;
    if (end < 0) {
      return false;
    }
    lineLength--;
    if (lineLength > 0 && line[lineLength - 1] == '\r') {
      lineLength--;
    }
    return true;
  }
}
