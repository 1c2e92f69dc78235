package io.actorproxy.http;

import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What a request is answered with.
 *
 * @param type the value of the Content-Type header
 * @param isGzip whether the body is compressed already
 */
public record Response(HttpResponseStatus status, String type, WireMessage body, boolean isGzip) {
  public Response(HttpResponseStatus status, String type, WireMessage body) {
    this(status, type, body, false);
  }

  public static Response ok(String type, WireMessage body) {
    return new Response(HttpResponseStatus.OK, type, body);
  }

  public static Response text(HttpResponseStatus status, String type, String body) {
    return new Response(status, type, RawBody.ofText(body));
  }

  /** The same response with its body compressed, for which the room is asked. */
  Response compressed(Room room) {
    return new Response(status, type, new RawBody(Gzip.deflate(body, room)), true);
  }
}
