package io.actorproxy.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A socket to the proxy, and a reader of its answers that forgives nothing. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9][0-9] .+");
  private static final Pattern HEADER = Pattern.compile("[a-z-]+: [\\x20-\\x7e]+");

  /**
   * An answer with its body, decompressed.
   *
   * @param headers by name, which the proxy writes in lower case
   */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    boolean isLast() {
      return header("connection").equals("close");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Writes in pieces, so that they may arrive in pieces. */
  void writeSplit(byte[] bytes, Random random) throws IOException {
    int from = 0;
    for (int pieces = 1 + random.nextInt(5); pieces > 1; pieces--) {
      int to = from + random.nextInt(bytes.length - from + 1);
      socket.getOutputStream().write(bytes, from, to - from);
      from = to;
    }
    socket.getOutputStream().write(bytes, from, bytes.length - from);
  }

  /** Says that nothing more is sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads the next answer; null if the proxy closed the connection instead. */
  @Nullable Answer read(boolean isBodiless) throws IOException {
    String statusLine = line();
    if (statusLine == null) {
      return null;
    }
    require(STATUS_LINE.matcher(statusLine).matches(), "no status line: " + statusLine);
    Map<String, String> headers = headers();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    if (status == 100) {
      return read(isBodiless);
    }
    String length = headers.get("content-length");
    if (length == null) {
      throw new AssertionError("an answer without a length: " + statusLine + headers);
    }
    byte[] body = isBodiless ? new byte[0] : exactly(Integer.parseInt(length));
    if ("gzip".equals(headers.get("content-encoding")) && !isBodiless) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return new Answer(status, headers, body);
  }

  /** Whether the proxy has closed the connection and sent nothing before. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** How many bytes can be read without waiting. */
  int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    while (true) {
      String line = line();
      if (line == null) {
        throw new EOFException("closed in the middle of the headers");
      }
      if (line.isEmpty()) {
        return headers;
      }
      require(HEADER.matcher(line).matches(), "no header: " + line);
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String earlier = headers.put(name, line.substring(colon + 2));
      require(earlier == null, "a header that comes twice: " + line);
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    require(bytes.length == length, "closed in the middle of a body");
    return bytes;
  }

  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); ; next = in.read()) {
      if (next < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw new EOFException("closed in the middle of a line: " + line);
      }
      if (next == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) next);
    }
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new AssertionError(complaint);
    }
  }
}
