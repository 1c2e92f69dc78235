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
 * @param answerForm the form of the answer
 * @param takesGzip whether the answer may be compressed
 * @param bodyIsGzip whether the body is compressed
 */
record RequestHead(
    @Nullable RequestTarget target,
    boolean isHead,
    boolean isHttp10,
    boolean keepAlive,
    ContentType requestForm,
    ContentType answerForm,
    boolean takesGzip,
    boolean bodyIsGzip) {

  /** Stands for a request whose head never became readable. */
  static final RequestHead UNKNOWN =
      new RequestHead(null, false, false, false, ContentType.TEXT, ContentType.TEXT, false, false);

  static RequestHead of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    RequestTarget target = RequestTarget.of(request.uri());
    String method = request.method().name();
    ContentType requestForm = ContentType.ofMessage(headers.get(HttpHeaderNames.CONTENT_TYPE));
    boolean wantsJson =
        requestForm == ContentType.JSON
            || ContentType.prefersJson(headers.get(HttpHeaderNames.ACCEPT));
    return new RequestHead(
        target,
        method.equals("HEAD"),
        request.protocolVersion().equals(HttpVersion.HTTP_1_0),
        HttpUtil.isKeepAlive(request),
        requestForm == null ? ContentType.PROTOBUF : requestForm,
        wantsJson ? ContentType.JSON : formOf(target, method, request.uri()),
        Gzip.isAccepted(headers.get(HttpHeaderNames.ACCEPT_ENCODING)),
        Gzip.isName(headers.get(HttpHeaderNames.CONTENT_ENCODING)));
  }

  /** An SDK that misses a route still waits for a message; a browser does not. */
  private static ContentType formOf(@Nullable RequestTarget target, String method, String uri) {
    boolean isMessage =
        target == null
            ? method.equals("POST") && uri.startsWith("/api/")
            : target.route().takesMessage() || target.route() == Route.STATE;
    return isMessage ? ContentType.PROTOBUF : ContentType.TEXT;
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
