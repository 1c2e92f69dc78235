package io.actorproxy.http;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import java.time.Duration;

/**
 * How much a server takes.
 *
 * @param maxBodyBytes the largest request body, after decompression
 * @param maxHeaderBytes the largest sum of a request's headers
 * @param maxInitialLineBytes the longest request line
 * @param requestTimeout how long one whole request may take to arrive, and how long a client may
 *     read nothing of a response
 * @param idleTimeout how long a connection may stay open between requests
 * @param maxConnections how many connections may be open at a time
 * @param maxInFlightPerConnection how many requests of one connection may wait for their responses;
 *     no more are read until one is answered
 * @param maxBufferedBytes how much memory the bodies of requests and responses under way may take
 * @param settings how the names of the settings of these limits begin, for clients that exceed one;
 *     empty if there are none
 */
public record ServerLimits(
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxInitialLineBytes,
    Duration requestTimeout,
    Duration idleTimeout,
    int maxConnections,
    int maxInFlightPerConnection,
    long maxBufferedBytes,
    String settings) {

  /** The end of a message about a limit: which setting to raise, if there is one. */
  String orRaise(String setting) {
    return settings.isEmpty() ? "" : ", or raise " + settings + setting;
  }

  /** BODY_TOO_LARGE. */
  public FailureException bodyTooLarge() {
    return new FailureException(
        ErrorCode.BODY_TOO_LARGE,
        "the body is larger than "
            + maxBodyBytes
            + " bytes; send less"
            + orRaise("MAX_BODY_BYTES"));
  }
}
