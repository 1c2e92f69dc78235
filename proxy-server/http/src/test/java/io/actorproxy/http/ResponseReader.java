package io.actorproxy.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads responses one at a time, and accepts only what the server is meant to write. */
public final class ResponseReader {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9][0-9] .+");
  private static final Pattern HEADER = Pattern.compile("[a-z-]+: [\\x20-\\x7e]+");

  /**
   * A response as it came.
   *
   * @param headers by name, which the server writes in lower case
   */
  public record Response(int status, Map<String, String> headers, byte[] body) {
    /** The value of a header; empty if it is not there. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Whether the connection ends with it. */
    public boolean isLast() {
      return header("connection").equals("close");
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final InputStream in;

  public ResponseReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next response; null if the server has closed the connection instead.
   *
   * @param hasBody false for the response to a HEAD request
   */
  public @Nullable Response read(boolean hasBody) throws IOException {
    String statusLine = line();
    if (statusLine == null) {
      return null;
    }
    require(STATUS_LINE.matcher(statusLine).matches(), "no status line: " + statusLine);
    Map<String, String> headers = headers();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    if (status == 100) {
      return new Response(status, headers, new byte[0]);
    }
    String length = headers.get("content-length");
    if (length == null) {
      throw new AssertionError("a response without a length: " + statusLine + headers);
    }
    return new Response(status, headers, hasBody ? exactly(Integer.parseInt(length)) : new byte[0]);
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
      String earlier = headers.put(line.substring(0, colon), line.substring(colon + 2));
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
