package io.actorproxy.invocation;

/**
 * The one way by which work comes back into the system from inside: effects, broadcasts, pipes,
 * forwards, timers and schedules. Thread safe; never blocks.
 */
@FunctionalInterface
public interface Invoker {
  /**
   * Finds the actor that is meant and invokes it.
   *
   * @param deadline until when the caller waits for the reply
   * @param replyTo gets the reply, or the reason why there is none
   */
  void invoke(Call call, Deadline deadline, ReplyTo replyTo);
}
