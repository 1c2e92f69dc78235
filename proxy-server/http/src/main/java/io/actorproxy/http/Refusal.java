package io.actorproxy.http;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why a request is refused by its head alone.
 *
 * @param isFatal whether the connection ends with the response
 */
public record Refusal(HttpResponseStatus status, Failure failure, boolean isFatal) {
  /** The connection can be used for the next request. */
  public static Refusal of(ErrorCode code, String message) {
    return new Refusal(HttpStatusMapper.statusOf(code), new Failure(code, message), false);
  }

  /** With the status that goes with the code. */
  static Refusal fatal(ErrorCode code, String message) {
    return new Refusal(HttpStatusMapper.statusOf(code), new Failure(code, message), true);
  }

  /** What breaks the rules of HTTP, for which HTTP has a status of its own. */
  static Refusal fatal(HttpResponseStatus status, String message) {
    return new Refusal(status, new Failure(ErrorCode.INVALID_REQUEST, message), true);
  }
}
