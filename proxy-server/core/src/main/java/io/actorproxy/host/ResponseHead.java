package io.actorproxy.host;

import static io.actorproxy.host.Ascii.equalsIgnoreCase;
import static io.actorproxy.host.Ascii.indexOf;
import static io.actorproxy.host.Ascii.lower;
import static io.actorproxy.host.Ascii.skipBlanks;
import static io.actorproxy.host.Ascii.trimEnd;
import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Status line and headers of an HTTP/1 answer (RFC 9112), fed line by line; only what frames the
 * body is remembered. Reused for every reply of a connection.
 */
final class ResponseHead {
  private static final byte[] VERSION = "HTTP/1.".getBytes(US_ASCII);
  private static final int STATUS_AT = VERSION.length + 2;
  private static final int MAX_LENGTH_DIGITS = 18;

  private static final byte[] CONNECTION = lower("connection");
  private static final byte[] CONTENT_ENCODING = lower("content-encoding");
  private static final byte[] CONTENT_LENGTH = lower("content-length");
  private static final byte[] KEEP_ALIVE = lower("keep-alive");
  private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding");

  private static final byte[] CHUNKED = lower("chunked");
  private static final byte[] CLOSE = lower("close");
  private static final byte[] GZIP = lower("gzip");
  private static final byte[] IDENTITY = lower("identity");
  private static final byte[] TIMEOUT = lower("timeout=");
  private static final byte[] X_GZIP = lower("x-gzip");

  private int status;
  private boolean version10;
  private long contentLength;
  private boolean chunked;
  private boolean gzip;
  private boolean closeAsked;
  private boolean keepAliveAsked;
  private long keepAliveMillis;
  private boolean framingHeader;

  ResponseHead() {
    reset();
  }

  void reset() {
    status = 0;
    version10 = false;
    contentLength = -1;
    chunked = false;
    gzip = false;
    closeAsked = false;
    keepAliveAsked = false;
    keepAliveMillis = Long.MAX_VALUE;
    framingHeader = false;
  }

  int status() {
    return status;
  }

  /** The announced length of the body; -1 when there is none. */
  long contentLength() {
    return contentLength;
  }

  boolean isChunked() {
    return chunked;
  }

  boolean isGzip() {
    return gzip;
  }

  /**
   * How long the host keeps the connection at least, in milliseconds: 0 if it closes it after this
   * reply, {@link Long#MAX_VALUE} if it does not say.
   */
  long keepAliveMillis() {
    boolean kept = !closeAsked && (keepAliveAsked || !version10);
    return kept ? keepAliveMillis : 0;
  }

  /** Says no as soon as the beginning of a status line cannot become one. */
  static void checkBeginning(byte[] line, int length) throws BadReplyException {
    for (int i = 0; i < Math.min(length, VERSION.length); i++) {
      if (line[i] != VERSION[i]) {
        throw notHttp(line, length);
      }
    }
  }

  /** Takes {@code HTTP/1.x NNN reason}. */
  void statusLine(byte[] line, int length) throws BadReplyException {
    checkBeginning(line, length);
    int end = STATUS_AT + 3;
    boolean wellFormed =
        length >= end
            && Ascii.isDigit(line[VERSION.length])
            && line[STATUS_AT - 1] == ' '
            && (length == end || line[end] == ' ');
    int number = wellFormed ? (int) decimal(line, STATUS_AT, end) : -1;
    if (number < 100) {
      throw notHttp(line, length);
    }
    version10 = line[VERSION.length] == '0';
    status = number;
  }

  /** Takes one header, or the continuation of the one before. */
  void header(byte[] line, int length) throws BadReplyException {
    if (Ascii.isBlank(line[0])) {
      continuation(line, length);
      return;
    }
    int colon = indexOf(line, 0, length, ':');
    int nameEnd = colon < 0 ? 0 : trimEnd(line, 0, colon);
    if (nameEnd == 0 || indexOf(line, 0, nameEnd, ' ') >= 0) {
      throw BadReplyException.invalid("a header that is not one: " + Ascii.quote(line, 0, length));
    }
    int from = skipBlanks(line, colon + 1, length);
    int to = trimEnd(line, from, length);
    framingHeader = true;
    if (equalsIgnoreCase(line, 0, nameEnd, CONTENT_LENGTH)) {
      contentLength(line, from, to);
    } else if (equalsIgnoreCase(line, 0, nameEnd, CONNECTION)) {
      connection(line, from, to);
    } else if (equalsIgnoreCase(line, 0, nameEnd, KEEP_ALIVE)) {
      keepAlive(line, from, to);
    } else if (equalsIgnoreCase(line, 0, nameEnd, TRANSFER_ENCODING)) {
      transferEncoding(line, from, to);
    } else if (equalsIgnoreCase(line, 0, nameEnd, CONTENT_ENCODING)) {
      contentEncoding(line, from, to);
    } else {
      framingHeader = false;
    }
  }

  /** Checks what only the whole head can tell. */
  void end() throws BadReplyException {
    if (chunked && contentLength >= 0) {
      throw BadReplyException.invalid(
          "both a content-length and a transfer-encoding, so that the end of the reply is not"
              + " known");
    }
    if (status == 101) {
      throw BadReplyException.invalid(
          "status 101: the host switches protocols, which the request did not ask for");
    }
  }

  /** Folded lines are allowed where they cannot change how the body is framed. */
  private void continuation(byte[] line, int length) throws BadReplyException {
    if (framingHeader && skipBlanks(line, 0, length) < length) {
      throw BadReplyException.invalid(
          "a header that frames the body folded over several lines: "
              + Ascii.quote(line, 0, length));
    }
  }

  private void contentLength(byte[] line, int from, int to) throws BadReplyException {
    for (int i = from; i <= to; i = tokenEnd(line, i, to) + 1) {
      long length = decimal(line, skipBlanks(line, i, to), trimmedTokenEnd(line, i, to));
      if (length < 0) {
        throw BadReplyException.invalid(
            "a content-length that is not one: " + Ascii.quote(line, from, to));
      }
      if (contentLength >= 0 && contentLength != length) {
        throw BadReplyException.invalid(
            "two different content-lengths, %d and %d".formatted(contentLength, length));
      }
      contentLength = length;
    }
  }

  private void connection(byte[] line, int from, int to) {
    closeAsked |= hasToken(line, from, to, CLOSE);
    keepAliveAsked |= hasToken(line, from, to, KEEP_ALIVE);
  }

  private void keepAlive(byte[] line, int from, int to) {
    for (int i = from; i < to; i = tokenEnd(line, i, to) + 1) {
      int start = skipBlanks(line, i, to);
      int number = start + TIMEOUT.length;
      int end = trimmedTokenEnd(line, i, to);
      if (number < end && equalsIgnoreCase(line, start, number, TIMEOUT)) {
        long seconds = decimal(line, number, end);
        keepAliveMillis = seconds < 0 || seconds > 1_000_000 ? keepAliveMillis : seconds * 1000;
      }
    }
  }

  private void transferEncoding(byte[] line, int from, int to) throws BadReplyException {
    if (equalsIgnoreCase(line, from, to, CHUNKED) && !chunked) {
      chunked = true;
    } else if (!equalsIgnoreCase(line, from, to, IDENTITY)) {
      throw BadReplyException.invalid(
          "a transfer-encoding other than chunked: " + Ascii.quote(line, from, to));
    }
  }

  private void contentEncoding(byte[] line, int from, int to) throws BadReplyException {
    boolean zipped =
        equalsIgnoreCase(line, from, to, GZIP) || equalsIgnoreCase(line, from, to, X_GZIP);
    boolean plain = from == to || equalsIgnoreCase(line, from, to, IDENTITY);
    if (gzip || !(zipped || plain)) {
      throw BadReplyException.invalid(
          "a content-encoding other than gzip: " + Ascii.quote(line, from, to));
    }
    gzip = zipped;
  }

  private static boolean hasToken(byte[] line, int from, int to, byte[] token) {
    for (int i = from; i < to; i = tokenEnd(line, i, to) + 1) {
      if (equalsIgnoreCase(line, skipBlanks(line, i, to), trimmedTokenEnd(line, i, to), token)) {
        return true;
      }
    }
    return false;
  }

  private static int tokenEnd(byte[] line, int from, int to) {
    int comma = indexOf(line, from, to, ',');
    return comma < 0 ? to : comma;
  }

  private static int trimmedTokenEnd(byte[] line, int from, int to) {
    return trimEnd(line, skipBlanks(line, from, to), tokenEnd(line, from, to));
  }

  /** A number of digits only, or -1. */
  private static long decimal(byte[] line, int from, int to) {
    if (to <= from || to - from > MAX_LENGTH_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      if (!Ascii.isDigit(line[i])) {
        return -1;
      }
      number = number * 10 + (line[i] - '0');
    }
    return number;
  }

  private static BadReplyException notHttp(byte[] line, int length) {
    return BadReplyException.invalid(
        "something that is not HTTP/1: "
            + Ascii.quote(line, 0, length)
            + ". Check that USER_FUNCTION_PORT is the port of the app");
  }
}
