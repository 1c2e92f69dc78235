package io.actorproxy.http;

import com.google.gson.JsonObject;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.RequestStatus;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The forms in which a client is told of a failure. */
public enum ErrorForm {
  /** A line with the code and the message. */
  TEXT,
  /** A message of the protocol. The status is field 1 of each, so one serves all routes. */
  PROTOBUF,
  /** The same message as JSON. */
  JSON_MESSAGE,
  /** Its status alone as JSON. */
  JSON_STATUS,
  /** An object with {@code code} and {@code message}. */
  JSON_ERROR;

  /** The response that tells of it. */
  public Response response(HttpResponseStatus status, Failure failure) {
    return switch (this) {
      case TEXT -> Response.text(status, MediaTypes.TEXT, failure + "\n");
      case PROTOBUF -> new Response(status, MediaTypes.PROTOBUF, message(failure));
      case JSON_MESSAGE, JSON_STATUS ->
          Response.text(status, MediaTypes.JSON, json(failure).toString());
      case JSON_ERROR -> Response.text(status, MediaTypes.JSON, json(failure) + "\n");
    };
  }

  private static WireMessage message(Failure failure) {
    return new InvocationResponse(RequestStatus.of(failure), null, null, Payload.ABSENT);
  }

  private JsonObject json(Failure failure) {
    JsonObject json = new JsonObject();
    if (this == JSON_ERROR) {
      json.addProperty("code", failure.code().name());
      json.addProperty("message", failure.message());
      return json;
    }
    boolean notFound = failure.code() == ErrorCode.ACTOR_NOT_FOUND;
    json.addProperty("status", notFound ? "ACTOR_NOT_FOUND" : "ERROR");
    json.addProperty("message", failure.toString());
    if (this == JSON_STATUS) {
      return json;
    }
    JsonObject message = new JsonObject();
    message.add("status", json);
    return message;
  }
}
