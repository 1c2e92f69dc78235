package io.actorproxy.sdks;

import java.nio.charset.StandardCharsets;

/** What a host writes to the socket after a request. */
sealed interface HostReply {
  /** Not a byte, and the connection is closed. */
  HostReply HANG_UP = new HangUp();

  /** Not a byte, the connection is closed and the host stops listening. */
  HostReply EXIT = new Exit();

  static HostReply ok(byte[] body) {
    return new Http(200, "application/octet-stream", body);
  }

  static HostReply error(int status, String contentType, String body) {
    return new Http(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  record Http(int status, String contentType, byte[] body) implements HostReply {}

  record HangUp() implements HostReply {}

  record Exit() implements HostReply {}
}
