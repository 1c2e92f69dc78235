package io.actorproxy.ingress.admin;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ReplyTo;

/** Makes actors what they were. */
@FunctionalInterface
public interface Restorer {
  /**
   * Restores the newest revision at or before {@code revision}; {@code replyTo} gets the result by
   * the deadline of every invocation.
   */
  void restore(ActorId id, long revision, ReplyTo replyTo);
}
