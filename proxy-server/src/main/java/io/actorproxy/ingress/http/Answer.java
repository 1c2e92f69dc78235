package io.actorproxy.ingress.http;

import com.google.gson.JsonObject;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.RequestStatus;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What a request is answered with.
 *
 * @param isGzip whether the body is compressed already
 */
record Answer(HttpResponseStatus status, ContentType type, WireMessage body, boolean isGzip) {
  private Answer(HttpResponseStatus status, ContentType type, WireMessage body) {
    this(status, type, body, false);
  }

  /** The same answer with its body compressed, for which the room is asked. */
  Answer compressed(Room room) {
    return new Answer(status, type, new RawBody(Gzip.deflate(body, room)), true);
  }

  static Answer ok(ContentType type, WireMessage body) {
    return new Answer(HttpResponseStatus.OK, type, body);
  }

  static Answer text(HttpResponseStatus status, ContentType type, String body) {
    return new Answer(status, type, RawBody.ofText(body));
  }

  /** A failure, in the form that the sender of the request can read. */
  static Answer failed(RequestHead head, HttpResponseStatus status, Failure failure) {
    boolean isMessage = head.target() == null || head.target().route().takesMessage();
    if (head.failureForm() == ContentType.TEXT) {
      return text(status, ContentType.TEXT, failure + "\n");
    }
    if (head.failureForm() == ContentType.JSON) {
      return text(status, ContentType.JSON, json(failure, isMessage).toString());
    }
    // The status is field 1 of every answer of the protocol, so one message serves all routes.
    WireMessage body =
        new InvocationResponse(RequestStatus.of(failure), null, null, Payload.ABSENT);
    return new Answer(status, ContentType.PROTOBUF, body);
  }

  private static JsonObject json(Failure failure, boolean isWrapped) {
    JsonObject status = new JsonObject();
    boolean notFound = failure.code() == ErrorCode.ACTOR_NOT_FOUND;
    status.addProperty("status", notFound ? "ACTOR_NOT_FOUND" : "ERROR");
    status.addProperty("message", failure.toString());
    if (!isWrapped) {
      return status;
    }
    JsonObject message = new JsonObject();
    message.add("status", status);
    return message;
  }
}
