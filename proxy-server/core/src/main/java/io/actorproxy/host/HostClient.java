package io.actorproxy.host;

import io.actorproxy.codec.WireMessage;
import io.actorproxy.invocation.Failure;

/**
 * The port to the user's app. There is one for each partition; it is called, and answers, on that
 * partition's event loop only.
 */
public interface HostClient {
  /**
   * Asks the host to run one action.
   *
   * <p>The host sees the request at most once: what may have reached it is never sent again. While
   * the host refuses connections the client tries again until {@code sendWithinMillis} have passed;
   * from the moment the request is sent the host has {@code replyWithinMillis}. Whether it may be
   * sent at all the callback is asked each time.
   *
   * @param request an encoded {@code spawn.ActorInvocation}
   * @param sendWithinMillis how long to look for a connection
   * @param replyWithinMillis how long the host may take
   * @param callback is called exactly once, on the partition's loop, perhaps before this method
   *     returns
   */
  void call(
      WireMessage request, long sendWithinMillis, long replyWithinMillis, HostCallback callback);

  /** Withdraws the calls that wait for a connection and may not be sent any more. */
  void withdrawRefused();

  /**
   * Counts and logs a reply that cannot be used, so that operators learn of a host that replies
   * wrongly.
   */
  void onUnusableReply(Failure failure);
}
