package io.actorproxy.ingress.http;

import io.actorproxy.http.Gzip;
import io.actorproxy.http.Headers;
import io.actorproxy.http.Refusal;
import io.actorproxy.invocation.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are refused by their route, method and media type.
 *
 * @param socket the Unix domain socket that serves the API, if this listener serves health and
 *     metrics only; null if it serves everything
 */
record ApiRules(@Nullable Path socket) {
  /** The reason to refuse the request; null if there is none. */
  @Nullable Refusal check(HttpRequest request, ApiHead head) {
    Refusal refusal = checkRoute(request, head);
    return refusal == null && head.route().takesMessage()
        ? checkMedia(request.headers(), head)
        : refusal;
  }

  private @Nullable Refusal checkRoute(HttpRequest request, ApiHead head) {
    RequestTarget target = head.target();
    if (target == null) {
      return Refusal.of(
          ErrorCode.ROUTE_NOT_FOUND,
          "no route has this path; there are " + List.of(Route.values()));
    }
    if (socket != null && !target.route().isProbe()) {
      return Refusal.of(
          ErrorCode.ROUTE_NOT_FOUND,
          "this port serves health and metrics only; the API is on the Unix domain socket "
              + socket);
    }
    String method = request.method().name();
    if (!target.route().allows(method)) {
      return Refusal.of(
          ErrorCode.METHOD_NOT_ALLOWED,
          "this path takes " + target.route().allowedMethods() + ", not " + method);
    }
    return null;
  }

  private static @Nullable Refusal checkMedia(HttpHeaders headers, ApiHead head) {
    String type = Headers.joined(headers, HttpHeaderNames.CONTENT_TYPE);
    if (ContentType.ofMessage(type) == null) {
      return Refusal.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body is "
              + type
              + "; send application/octet-stream, application/protobuf, application/x-protobuf"
              + " or application/json");
    }
    if (head.coding() == Gzip.Coding.OTHER) {
      return Refusal.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body is encoded as "
              + Headers.joined(headers, HttpHeaderNames.CONTENT_ENCODING)
              + "; send it as it is, or once as gzip");
    }
    return null;
  }
}
