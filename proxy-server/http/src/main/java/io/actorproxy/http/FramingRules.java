package io.actorproxy.http;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests no handler sees, because they are not framed well. What leaves any doubt where a
 * request ends (RFC 9112, 6.3) also ends the connection: a proxy in front of this server might have
 * seen another end.
 */
final class FramingRules {
  private final ServerLimits limits;

  FramingRules(ServerLimits limits) {
    this.limits = limits;
  }

  /** The reason to refuse a request of a connection beyond the limit; null if there is none. */
  @Nullable Refusal checkExtra(RequestHead head, @Nullable Refusal refusal) {
    return head.isProbe() ? refusal : Refusal.fatal(ErrorCode.OVERLOADED, tooManyConnections());
  }

  String tooManyConnections() {
    return limits.maxConnections()
        + " connections are open, which is the most there may be; use those you have"
        + limits.orRaise("MAX_CONNECTIONS");
  }

  /** The reason to refuse a request by its head; null if there is none. */
  @Nullable Refusal check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return unreadable(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
      return Refusal.fatal(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
          "HTTP/1.1 is spoken here, not " + version.text());
    }
    HttpHeaders headers = request.headers();
    String host = Headers.joined(headers, HttpHeaderNames.HOST);
    if (host == null ? version.minorVersion() > 0 : !Headers.isHost(host)) {
      return Refusal.fatal(
          HttpResponseStatus.BAD_REQUEST,
          "HTTP/1.1 demands exactly one Host header, with a name or an address and perhaps a port"
              + (host == null ? "" : whyBlank(host)));
    }
    Refusal refusal = checkTransferEncoding(headers, version);
    return refusal != null ? refusal : checkExpectation(headers);
  }

  /** Netty has joined a header and the lines that continue it with blanks. */
  private static String whyBlank(String host) {
    return host.indexOf(' ') < 0 && host.indexOf('\t') < 0
        ? ""
        : "; this one holds a blank, or the line behind it begins with a blank and so continues it";
  }

  private static @Nullable Refusal checkTransferEncoding(HttpHeaders headers, HttpVersion version) {
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.isEmpty()) {
      return null;
    }
    if (version.minorVersion() == 0) {
      return Refusal.fatal(HttpResponseStatus.BAD_REQUEST, "HTTP/1.0 has no Transfer-Encoding");
    }
    // A second one, or a Content-Length beside it, the decoder has refused.
    if (!codings.getFirst().strip().equalsIgnoreCase("chunked")) {
      return Refusal.fatal(
          HttpResponseStatus.NOT_IMPLEMENTED,
          "the only Transfer-Encoding understood here is chunked");
    }
    return null;
  }

  private @Nullable Refusal checkExpectation(HttpHeaders headers) {
    String expectation = Headers.joined(headers, HttpHeaderNames.EXPECT);
    if (expectation != null && !expectation.strip().equalsIgnoreCase("100-continue")) {
      return Refusal.fatal(
          HttpResponseStatus.EXPECTATION_FAILED, "the only Expect understood here is 100-continue");
    }
    // The decoder has seen to it that the length is a number, and only one.
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length.strip()) > limits.maxBodyBytes()) {
      Failure failure = limits.bodyTooLarge().failure();
      return Refusal.fatal(failure.code(), failure.message());
    }
    return null;
  }

  /** A head that could not be read. */
  private Refusal unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return tooLarge("the request line is longer than " + limits.maxInitialLineBytes());
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return tooLarge("the headers are larger than " + limits.maxHeaderBytes());
    }
    // What other exceptions say is about Netty, not about the request.
    String reason =
        cause instanceof IllegalArgumentException && cause.getMessage() != null
            ? cause.getMessage()
            : "its head cannot be read";
    return Refusal.fatal(HttpResponseStatus.BAD_REQUEST, "this is not HTTP/1.1: " + reason);
  }

  /** A body in chunks that could not be read to its end. */
  Refusal unreadableChunks(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return tooLarge(
          "the line that begins a chunk is longer than " + limits.maxInitialLineBytes());
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return tooLarge("the trailers are together larger than " + limits.maxHeaderBytes());
    }
    // The size of a chunk would be a number that is none.
    if (cause instanceof IllegalArgumentException && !(cause instanceof NumberFormatException)) {
      return Refusal.fatal(
          HttpResponseStatus.BAD_REQUEST,
          "a field behind the body cannot be read: " + cause.getMessage());
    }
    return Refusal.fatal(
        HttpResponseStatus.BAD_REQUEST,
        "the body is not in chunks: each is its size in hexadecimal digits, CR LF, so many bytes,"
            + " CR LF; the last has the size 0");
  }

  private static Refusal tooLarge(String what) {
    return Refusal.fatal(ErrorCode.HEADERS_TOO_LARGE, what + " bytes");
  }
}
