package io.actorproxy.http;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.Inflation;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The one content coding that is spoken here. */
public final class Gzip {
  /** The size from which on it is worth to compress a body. */
  public static final int WORTHWHILE = 1024;

  /** An output that grows begins with so much. */
  private static final int FIRST = 4 << 10;

  private static final int DEFLATE_STEP = 4 << 10;

  private Gzip() {}

  /** How a body is encoded. */
  public enum Coding {
    NONE,
    GZIP,
    /** In a way that is not spoken here, or twice. */
    OTHER
  }

  /** What a Content-Encoding header means. */
  public static Coding codingOf(@Nullable String header) {
    Coding coding = Coding.NONE;
    if (header != null) {
      for (String item : header.split(",", -1)) {
        String name = item.strip();
        if (isName(name)) {
          coding = coding == Coding.NONE ? Coding.GZIP : Coding.OTHER;
        } else if (!name.isEmpty() && !name.equalsIgnoreCase("identity")) {
          coding = Coding.OTHER;
        }
      }
    }
    return coding;
  }

  private static boolean isName(String coding) {
    return coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip");
  }

  /** Whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3). */
  public static boolean isAccepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    boolean any = false;
    for (String item : acceptEncoding.split(",", -1)) {
      int semicolon = item.indexOf(';');
      String name = (semicolon < 0 ? item : item.substring(0, semicolon)).strip();
      boolean allowed = semicolon < 0 || Headers.weight(item) > 0;
      if (isName(name)) {
        return allowed;
      }
      any |= allowed && name.equals("*");
    }
    return any;
  }

  /**
   * Decompresses a body; never holds more of the result than a body may have.
   *
   * @param room is asked for what this takes, the result included
   * @throws FailureException with BODY_TOO_LARGE or INVALID_REQUEST, or as the room has it
   */
  public static ByteString inflate(ByteString body, ServerLimits limits, Room room) {
    try {
      return Inflation.inflate(body, limits.maxBodyBytes(), room);
    } catch (Inflation.TooLargeException _) {
      throw limits.bodyTooLarge();
    } catch (IOException e) {
      throw new FailureException(
          ErrorCode.INVALID_REQUEST,
          "the body is not the gzip that Content-Encoding promises: " + e.getMessage());
    }
  }

  /** Whether a response is to be compressed. */
  static boolean isWorth(RequestHead head, Response response) {
    return !response.isGzip() && response.body().size() >= head.compressFrom();
  }

  /**
   * Compresses a body.
   *
   * @param room is asked for what the result takes
   */
  static ByteString deflate(WireMessage message, Room room) {
    ByteString.Output bytes = ByteString.newOutput(FIRST);
    try (GZIPOutputStream out = new GZIPOutputStream(new Counted(bytes, room), DEFLATE_STEP)) {
      message.stream().transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteString();
  }

  /** Asks for room before it writes. */
  private static final class Counted extends FilterOutputStream {
    private final Room room;

    Counted(OutputStream out, Room room) {
      super(out);
      this.room = room;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      room.take(count);
      out.write(bytes, from, count);
    }
  }
}
