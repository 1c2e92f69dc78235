package io.actorproxy.ingress.http;

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
 * Which requests are refused by their head alone. What leaves any doubt where a request ends (RFC
 * 9112, 6.3) also ends the connection: a proxy in front of us might have seen another end.
 */
final class RequestRules {
  /**
   * Why a request is refused.
   *
   * @param status the status to answer
   * @param failure the reason
   * @param isFatal whether the connection is of no use afterwards
   */
  record Refusal(HttpResponseStatus status, Failure failure, boolean isFatal) {
    private static Refusal fatal(HttpResponseStatus status, String message) {
      return new Refusal(status, new Failure(ErrorCode.INVALID_REQUEST, message), true);
    }

    private static Refusal of(ErrorCode code, String message, boolean isFatal) {
      return new Refusal(HttpStatusMapper.statusOf(code), new Failure(code, message), isFatal);
    }
  }

  private final HttpConfig config;
  private final boolean probesOnly;

  /** With {@code probesOnly} only what tells of the proxy itself may be asked. */
  RequestRules(HttpConfig config, boolean probesOnly) {
    this.config = config;
    this.probesOnly = probesOnly;
  }

  /** The reason to refuse the request; null if there is none. */
  @Nullable Refusal check(HttpRequest request, RequestHead head) {
    Refusal refusal = checkSyntax(request);
    if (refusal == null) {
      refusal = checkRoute(request, head);
    }
    if (refusal == null && head.route().takesMessage()) {
      refusal = checkMedia(request.headers(), head);
    }
    return refusal;
  }

  /** The reason to refuse a request of a connection beyond the limit; probes have none. */
  @Nullable Refusal checkExtra(RequestHead head, @Nullable Refusal refusal) {
    RequestTarget target = head.target();
    return target != null && target.route().isProbe()
        ? refusal
        : Refusal.of(ErrorCode.OVERLOADED, tooManyConnections(), true);
  }

  String tooManyConnections() {
    return config.maxConnections()
        + " connections are open, which is the most there may be; use those you have, or raise"
        + " PROXY_HTTP_MAX_CONNECTIONS";
  }

  /** A head that could not be read. */
  Refusal unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return tooLarge("the request line is longer than " + config.maxInitialLineBytes());
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return tooLarge("the headers are larger than " + config.maxHeaderBytes());
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
          "the line that begins a chunk is longer than " + config.maxInitialLineBytes());
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return tooLarge("the trailers are together larger than " + config.maxHeaderBytes());
    }
    return Refusal.fatal(
        HttpResponseStatus.BAD_REQUEST,
        "the body is not in chunks: each is its size in hexadecimal digits, CR LF, so many bytes,"
            + " CR LF; the last has the size 0");
  }

  private static Refusal tooLarge(String what) {
    return Refusal.of(ErrorCode.HEADERS_TOO_LARGE, what + " bytes", true);
  }

  private @Nullable Refusal checkSyntax(HttpRequest request) {
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
          "HTTP/1.1 demands exactly one Host header, with a name or an address and perhaps a port");
    }
    Refusal refusal = checkTransferEncoding(headers, version);
    return refusal != null ? refusal : checkExpectation(headers);
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
    if (length != null && Long.parseLong(length.strip()) > config.maxBodyBytes()) {
      Failure failure = RequestBody.tooLarge(config.maxBodyBytes()).failure();
      return Refusal.of(failure.code(), failure.message(), true);
    }
    return null;
  }

  private @Nullable Refusal checkRoute(HttpRequest request, RequestHead head) {
    RequestTarget target = head.target();
    if (target == null) {
      return Refusal.of(
          ErrorCode.ROUTE_NOT_FOUND,
          "no route has this path; there are " + List.of(Route.values()),
          false);
    }
    if (probesOnly && !target.route().isProbe()) {
      return Refusal.of(
          ErrorCode.ROUTE_NOT_FOUND,
          "this port serves health and metrics only; the API is on the Unix domain socket "
              + config.udsPath(),
          false);
    }
    String method = request.method().name();
    if (!target.route().allows(method)) {
      return Refusal.of(
          ErrorCode.METHOD_NOT_ALLOWED,
          "this path takes " + target.route().allowedMethods() + ", not " + method,
          false);
    }
    return null;
  }

  private static @Nullable Refusal checkMedia(HttpHeaders headers, RequestHead head) {
    String type = Headers.joined(headers, HttpHeaderNames.CONTENT_TYPE);
    if (ContentType.ofMessage(type) == null) {
      return Refusal.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body is "
              + type
              + "; send application/octet-stream, application/protobuf, application/x-protobuf"
              + " or application/json",
          false);
    }
    if (head.coding() == Gzip.Coding.OTHER) {
      return Refusal.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body is encoded as "
              + Headers.joined(headers, HttpHeaderNames.CONTENT_ENCODING)
              + "; send it as it is, or once as gzip",
          false);
    }
    return null;
  }
}
