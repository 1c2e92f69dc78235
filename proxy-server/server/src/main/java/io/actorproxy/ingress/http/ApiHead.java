package io.actorproxy.ingress.http;

import io.actorproxy.http.ErrorForm;
import io.actorproxy.http.Gzip;
import io.actorproxy.http.Headers;
import io.actorproxy.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request to the API says: where it leads, and how to answer.
 *
 * @param target where it leads; null if there is no such route
 * @param isHead whether the response goes without its body
 * @param isHttp10 whether the client speaks HTTP/1.0
 * @param keepAlive whether the connection outlives the response
 * @param requestForm the form of the body, where the route takes a message
 * @param responseForm the form of the response: what Accept names, else that of the body
 * @param failureForm the form of a response that is a failure. A client that names no form is a
 *     person or a script, who cannot read protobuf; every SDK names one
 * @param takesGzip whether the response may be compressed
 * @param coding how the body is encoded
 */
record ApiHead(
    @Nullable RequestTarget target,
    boolean isHead,
    boolean isHttp10,
    boolean keepAlive,
    ContentType requestForm,
    ContentType responseForm,
    ContentType failureForm,
    boolean takesGzip,
    Gzip.Coding coding)
    implements RequestHead {

  /** Stands for a request whose head never became readable. */
  static final ApiHead UNREADABLE =
      new ApiHead(
          null,
          false,
          false,
          false,
          ContentType.TEXT,
          ContentType.TEXT,
          ContentType.TEXT,
          false,
          Gzip.Coding.NONE);

  static ApiHead of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String method = request.method().name();
    RequestTarget target = RequestTarget.of(method, request.uri());
    String type = Headers.joined(headers, HttpHeaderNames.CONTENT_TYPE);
    ContentType sent = type == null ? null : ContentType.ofMessage(type);
    ContentType named = ContentType.accepted(Headers.joined(headers, HttpHeaderNames.ACCEPT));
    if (named == null) {
      named = sent;
    }
    boolean isApi =
        target == null
            ? request.uri().startsWith("/api/")
            : target.route().takesMessage() || target.route() == Route.STATE;
    return new ApiHead(
        target,
        method.equals("HEAD"),
        request.protocolVersion().equals(HttpVersion.HTTP_1_0),
        HttpUtil.isKeepAlive(request),
        sent == null ? ContentType.PROTOBUF : sent,
        named != null ? named : isApi ? ContentType.PROTOBUF : ContentType.TEXT,
        named != null ? named : isApi ? failureFormOf(request, method) : ContentType.TEXT,
        Gzip.isAccepted(Headers.joined(headers, HttpHeaderNames.ACCEPT_ENCODING)),
        Gzip.codingOf(Headers.joined(headers, HttpHeaderNames.CONTENT_ENCODING)));
  }

  /** A head that is cut off may lack the headers that name a form. */
  private static ContentType failureFormOf(HttpRequest request, String method) {
    return request.decoderResult().isFailure() && method.equals("POST")
        ? ContentType.PROTOBUF
        : ContentType.JSON;
  }

  /** The route alone: the path and the parameters are what a client wrote. */
  @Override
  public String toString() {
    return target == null ? "a request without a route" : target.route().toString();
  }

  @Override
  public boolean isProbe() {
    return target != null && target.route().isProbe();
  }

  /**
   * The Java SDK reads the response to a registration twice, which only a compressed one survives.
   */
  @Override
  public int compressFrom() {
    if (!takesGzip) {
      return Integer.MAX_VALUE;
    }
    return target != null && target.route() == Route.REGISTER ? 0 : Gzip.WORTHWHILE;
  }

  @Override
  public ErrorForm errorForm() {
    return switch (failureForm) {
      case PROTOBUF -> ErrorForm.PROTOBUF;
      case JSON ->
          target == null || target.route().takesMessage()
              ? ErrorForm.JSON_MESSAGE
              : ErrorForm.JSON_STATUS;
      case TEXT -> ErrorForm.TEXT;
    };
  }

  @Override
  public String allowedMethods() {
    return route().allowedMethods();
  }

  /** The route of a request that was not refused. */
  Route route() {
    return requireTarget().route();
  }

  /** The target of a request that was not refused. */
  RequestTarget requireTarget() {
    if (target == null) {
      throw new IllegalStateException("a request without a route was let through");
    }
    return target;
  }
}
