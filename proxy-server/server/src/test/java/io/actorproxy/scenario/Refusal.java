package io.actorproxy.scenario;

import io.spawn.Status;

/**
 * An error of the proxy as its caller sees it.
 *
 * @param http the HTTP status
 * @param status ERROR or ACTOR_NOT_FOUND
 * @param message beginning with the code
 */
record Refusal(int http, Status status, String message) {
  /** The stable code at the beginning of the message. */
  String code() {
    return message.split(":", 2)[0];
  }
}
