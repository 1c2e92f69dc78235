package io.actorproxy.ingress.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says about how to answer.
 *
 * @param target where it leads; null if there is no such route
 * @param isHead whether the answer goes without its body
 * @param isHttp10 whether the client speaks HTTP/1.0
 * @param keepAlive whether the connection outlives the answer
 * @param requestForm the form of the body, where the route takes a message
 * @param answerForm the form of the answer: what Accept names, else that of the body
 * @param failureForm the form of an answer that is a failure. A client that names no form is a
 *     person or a script, who cannot read protobuf; every SDK names one
 * @param takesGzip whether the answer may be compressed
 * @param coding how the body is encoded
 */
record RequestHead(
    @Nullable RequestTarget target,
    boolean isHead,
    boolean isHttp10,
    boolean keepAlive,
    ContentType requestForm,
    ContentType answerForm,
    ContentType failureForm,
    boolean takesGzip,
    Gzip.Coding coding) {

  /** Stands for a request whose head never became readable. */
  static final RequestHead UNKNOWN =
      new RequestHead(
          null,
          false,
          false,
          false,
          ContentType.TEXT,
          ContentType.TEXT,
          ContentType.TEXT,
          false,
          Gzip.Coding.NONE);

  static RequestHead of(HttpRequest request) {
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
    return new RequestHead(
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
