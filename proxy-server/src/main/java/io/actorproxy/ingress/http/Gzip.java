package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The one content coding that is spoken here. */
final class Gzip {
  private Gzip() {}

  /** Whether a Content-Encoding header means gzip. */
  static boolean isName(@Nullable String coding) {
    return coding != null
        && (coding.strip().equalsIgnoreCase("gzip") || coding.strip().equalsIgnoreCase("x-gzip"));
  }

  /** Whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3). */
  static boolean isAccepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    boolean any = false;
    for (String item : acceptEncoding.split(",")) {
      String[] parts = item.split(";", 2);
      boolean allowed = parts.length < 2 || !isZero(parts[1]);
      if (isName(parts[0])) {
        return allowed;
      }
      any |= allowed && parts[0].strip().equals("*");
    }
    return any;
  }

  private static boolean isZero(String parameter) {
    return parameter.replace(" ", "").toLowerCase(Locale.ROOT).matches("q=0(\\.0*)?");
  }

  /**
   * Decompresses a body; never holds more than {@code maxBytes} of the result.
   *
   * @throws FailureException with BODY_TOO_LARGE or INVALID_REQUEST
   */
  static ByteString inflate(ByteString body, int maxBytes) {
    try (GZIPInputStream in = new GZIPInputStream(body.newInput())) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw RequestBody.tooLarge(maxBytes);
      }
      return UnsafeByteOperations.unsafeWrap(bytes);
    } catch (IOException e) {
      throw new FailureException(
          ErrorCode.INVALID_REQUEST,
          "the body is not the gzip that Content-Encoding promises: " + e.getMessage());
    }
  }

  static ByteString deflate(WireMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.size() / 2 + 32);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      message.toByteString().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
  }
}
