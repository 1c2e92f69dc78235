package io.actorproxy.http;

import io.actorproxy.invocation.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The one place where an error code becomes an HTTP status. */
public final class HttpStatusMapper {
  private HttpStatusMapper() {}

  /** The status with which a failure of that code is answered. */
  public static HttpResponseStatus statusOf(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST, INVALID_REGISTRATION, KIND_NOT_SUPPORTED ->
          HttpResponseStatus.BAD_REQUEST;
      case ROUTE_NOT_FOUND,
          ACTOR_NOT_FOUND,
          PARENT_NOT_REGISTERED,
          REVISION_NOT_FOUND,
          MESSAGE_NOT_FOUND ->
          HttpResponseStatus.NOT_FOUND;
      case UNAUTHENTICATED -> HttpResponseStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpResponseStatus.FORBIDDEN;
      case METHOD_NOT_ALLOWED -> HttpResponseStatus.METHOD_NOT_ALLOWED;
      case REQUEST_TIMEOUT -> HttpResponseStatus.REQUEST_TIMEOUT;
      case AMBIGUOUS_ACTOR, FENCED, MESSAGE_UNDER_WAY, ALREADY_ACTIVE_ELSEWHERE ->
          HttpResponseStatus.CONFLICT;
      case BODY_TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
      case UNSUPPORTED_MEDIA_TYPE -> HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;
      case MAILBOX_FULL -> HttpResponseStatus.TOO_MANY_REQUESTS;
      case HEADERS_TOO_LARGE -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      // The original answers 500 for an unknown action, and SDKs know it by that.
      case ACTION_NOT_FOUND,
          CALL_CYCLE,
          HOP_LIMIT,
          STATE_CORRUPTED,
          STATE_TOO_LARGE,
          MESSAGE_UNREADABLE,
          UNKNOWN_OUTCOME,
          INTERNAL ->
          HttpResponseStatus.INTERNAL_SERVER_ERROR;
      case SCHEDULING_DISABLED -> HttpResponseStatus.NOT_IMPLEMENTED;
      case HOST_UNREACHABLE,
          HOST_CLOSED,
          HOST_STATUS,
          HOST_EMPTY_REPLY,
          HOST_INVALID_REPLY,
          HOST_NO_CONTEXT,
          HOST_REPLY_TOO_LARGE,
          HOST_LACKS_TYPE,
          INIT_FAILED ->
          HttpResponseStatus.BAD_GATEWAY;
      case OVERLOADED,
          OUTBOX_FULL,
          DEAD_LETTERS_FULL,
          ANSWER_DISCARDED,
          DRAINING,
          STORE_UNAVAILABLE,
          HOST_OVERLOADED,
          MEMBER_UNREACHABLE ->
          HttpResponseStatus.SERVICE_UNAVAILABLE;
      case DEADLINE, HOST_TIMEOUT -> HttpResponseStatus.GATEWAY_TIMEOUT;
    };
  }
}
