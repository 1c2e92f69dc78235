package io.actorproxy.invocation;

import org.jspecify.annotations.Nullable;

/**
 * Where the reply to an invocation goes.
 *
 * <p>May be called from any event loop and must not block. The receiver of an invocation calls
 * {@link #reply} at least once; only the first reply counts.
 */
@FunctionalInterface
public interface ReplyTo {
  void reply(Reply reply);

  /** Whether a reply was given already, so that work that no caller waits for can be dropped. */
  default boolean answered() {
    return false;
  }

  /** Whether that reply was a failure: nothing comes of the call any more. */
  default boolean failed() {
    return false;
  }

  /**
   * The action has run, and another actor gives the reply by a pipe or forward. So a failure does
   * not say that the call has not begun.
   */
  default void onHandedOn() {}

  /**
   * Gives the call back whose actor is not here any more, where it is not this process that takes
   * it to the actor: the member does that has sent it here, or claims the message that it delivers.
   * It does not run. False if this process is to take it there, or it has its reply.
   */
  default boolean giveBack() {
    return false;
  }

  /** The delivery of a stored message, if the reply is the result of one; else null. */
  default @Nullable Delivery delivery() {
    return null;
  }
}
