package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.io.IOException;

/** Every way in which a call to the host can fail, in words that name the host's address. */
final class HostFailures {
  private static final int QUOTED_CHARS = 200;

  /** The Node SDK takes one read of its socket for a whole request, and Node reads this much. */
  static final int NODE_MAX_BYTES = 64 << 10;

  private final String address;

  /** For the host at {@code address}, {@code name:port}. */
  HostFailures(String address) {
    this.address = address;
  }

  String address() {
    return address;
  }

  Failure unreachable(long waitedMillis, String reason) {
    return new Failure(
        ErrorCode.HOST_UNREACHABLE,
        ("the host does not accept connections at %s (%s); tried for %d ms, the action did"
                + " not run. Check that the app runs and that USER_FUNCTION_HOST and"
                + " USER_FUNCTION_PORT name it")
            .formatted(address, reason, waitedMillis));
  }

  Failure stopped() {
    return new Failure(
        ErrorCode.HOST_UNREACHABLE,
        "the proxy is stopping and no longer calls the host at %s; the action did not run"
            .formatted(address));
  }

  Failure queueFull(int capacity, int connections) {
    return new Failure(
        ErrorCode.HOST_OVERLOADED,
        ("%d calls wait already for one of the %d connections to the host at %s; the action did not"
                + " run. Call again later, or raise PROXY_HTTP_CLIENT_ADAPTER_POOL_SIZE if the host"
                + " can take more at a time")
            .formatted(capacity, connections, address));
  }

  Failure waitedTooLong(long waitedMillis, int connections) {
    return new Failure(
        ErrorCode.HOST_OVERLOADED,
        ("all %d connections to the host at %s were busy for %d ms; the action did not run. Call"
                + " again later, or raise PROXY_HTTP_CLIENT_ADAPTER_POOL_SIZE if the host can take"
                + " more at a time")
            .formatted(connections, address, waitedMillis));
  }

  Failure timeout(long millis, int requestBytes) {
    String remedy =
        requestBytes > NODE_MAX_BYTES
            ? "The request had %d bytes: the Node SDK hangs on more than 64 KiB, so keep state and"
                    .formatted(requestBytes)
                + " payload smaller, or use another SDK. For other hosts raise PROXY_HOST_TIMEOUT"
                + " if they need longer"
            : "Raise PROXY_HOST_TIMEOUT if it needs longer";
    return new Failure(
        ErrorCode.HOST_TIMEOUT,
        "the host at %s did not answer within %d ms; the action may have run, or may still run. %s"
            .formatted(address, millis, remedy));
  }

  Failure otherActor() {
    return new Failure(
        ErrorCode.HOST_INVALID_REPLY,
        ("the host at %s sent a reply that names another actor than was asked; the action may"
                + " have run. The connection is closed, since its replies are out of step")
            .formatted(address));
  }

  Failure noRoom(long millis) {
    return new Failure(
        ErrorCode.HOST_TIMEOUT,
        ("the reply of the host at %s waited for memory and was not read within %d ms; the action"
                + " has run, but its reply counts for nothing. Raise PROXY_MAX_INFLIGHT_BYTES, or"
                + " let the process have more memory")
            .formatted(address, millis));
  }

  Failure noBuffers(OutOfMemoryError cause) {
    return new Failure(
        ErrorCode.OVERLOADED,
        "there is no buffer to ask the host at %s, so the action has not run; raise"
                .formatted(address)
            + " -XX:MaxDirectMemorySize, or try again later: "
            + cause.getMessage());
  }

  Failure closedWithoutReply() {
    return new Failure(
        ErrorCode.HOST_CLOSED,
        ("the host at %s closed the connection without a reply; the action may have run. Its log"
                + " should say why: several SDKs do this when an action throws")
            .formatted(address));
  }

  Failure closedInTheMiddle() {
    return new Failure(
        ErrorCode.HOST_CLOSED,
        ("the host at %s closed the connection in the middle of its reply; the action may have"
                + " run. Its log should say why")
            .formatted(address));
  }

  Failure closedByUs() {
    return new Failure(
        ErrorCode.HOST_CLOSED,
        ("the proxy stopped while the host at %s was working; the action may have run")
            .formatted(address));
  }

  Failure status(int status, ByteString body) {
    String quoted = quote(body);
    if (body.isEmpty()) {
      return status(status, " and an empty body");
    }
    return status(status, quoted.isEmpty() ? " and a body without text" : ": \"" + quoted + "\"");
  }

  /** The body is said to be gzip, but nothing can be read of it. */
  Failure unreadableStatus(int status, IOException reason) {
    return status(status, " and a body that is not gzip as it says: " + reason.getMessage());
  }

  private Failure status(int status, String rest) {
    return new Failure(
        ErrorCode.HOST_STATUS,
        "the host at %s answered with HTTP status %d instead of 200%s"
            .formatted(address, status, rest));
  }

  Failure emptyReply() {
    return new Failure(
        ErrorCode.HOST_EMPTY_REPLY,
        ("the host at %s answered 200 with an empty body instead of an ActorInvocationResponse;"
                + " some SDKs do this when they do not know the actor")
            .formatted(address));
  }

  Failure bad(BadReplyException problem) {
    return new Failure(
        problem.code(), "the host at %s sent %s".formatted(address, problem.problem()));
  }

  Failure internal(Throwable cause) {
    return new Failure(
        ErrorCode.INTERNAL,
        "the call to the host at %s failed because of a defect of the proxy: %s"
            .formatted(address, cause));
  }

  /** The first text of a body, of which not more than its beginning was kept, as one line. */
  private static String quote(ByteString body) {
    var line = new StringBuilder(QUOTED_CHARS);
    // A character that is cut in two at the end is not worth a replacement sign.
    body.toStringUtf8()
        .codePoints()
        .map(c -> isPrintable(c) ? c : ' ')
        .filter(c -> c != ' ' || (!line.isEmpty() && line.charAt(line.length() - 1) != ' '))
        .takeWhile(c -> line.codePointCount(0, line.length()) < QUOTED_CHARS)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != 0xFFFD;
    };
  }
}
