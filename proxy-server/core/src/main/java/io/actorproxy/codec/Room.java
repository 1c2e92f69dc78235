package io.actorproxy.codec;

import io.actorproxy.invocation.FailureException;

/** Is asked before memory is used that grows with a message. */
@FunctionalInterface
public interface Room {
  /** For what is small, or counted by its caller. */
  Room UNLIMITED = _ -> {};

  /**
   * Takes so many bytes more.
   *
   * @throws FailureException if there are no more; says what to do
   */
  void take(long bytes);
}
