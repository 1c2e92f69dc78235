package io.actorproxy.codec;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;

/** Bytes that are not the message they should be. The message says which field or byte is wrong. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public MalformedMessageException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** The failure, with an error code that says whose message it is. */
  public Failure failure(ErrorCode code) {
    return new Failure(code, reason);
  }
}
