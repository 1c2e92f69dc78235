package io.actorproxy.invocation;

/**
 * An expected failure, as a value.
 *
 * @param code the stable code
 * @param message what happened and what to do about it; one sentence or two, never empty
 */
public record Failure(ErrorCode code, String message) {
  /** The text on the wire: {@code CODE: message}. */
  @Override
  public String toString() {
    return code + ": " + message;
  }
}
