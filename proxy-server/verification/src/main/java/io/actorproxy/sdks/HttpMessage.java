package io.actorproxy.sdks;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.x request or response, read byte by byte from a socket.
 *
 * @param startLine the request line or the status line
 * @param headers by lower-case name
 * @param body decoded from chunks, not from gzip
 */
public record HttpMessage(String startLine, Map<String, String> headers, byte[] body) {
  /** Reads one message; null if the other side closed before its first byte. */
  public static @Nullable HttpMessage read(InputStream in) throws IOException {
    String startLine = line(in);
    if (startLine == null) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = required(in); !line.isEmpty(); line = required(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new HttpMessage(startLine, headers, body(in, startLine, headers));
  }

  /** The status code, if this is a response. */
  public int status() {
    return Integer.parseInt(startLine.split(" ", 3)[1]);
  }

  /** A header's value; empty if it is absent. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The head of a message, from its lines. */
  public static byte[] head(String... lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] body(InputStream in, String startLine, Map<String, String> headers)
      throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length != null) {
      return exactly(in, Integer.parseInt(length));
    }
    boolean untilClose = startLine.startsWith("HTTP/") && !startLine.contains(" 304");
    return untilClose ? in.readAllBytes() : new byte[0];
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      byte[] chunk = exactly(in, Integer.parseInt(required(in), 16));
      required(in);
      if (chunk.length == 0) {
        return out.toByteArray();
      }
      out.writeBytes(chunk);
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static String required(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) {
      throw new EOFException("closed in the middle of a message");
    }
    return line;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.size() == 0) {
          return null;
        }
        throw new EOFException("closed in the middle of a line");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}
