package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Failure;

/**
 * Says whether a call to the host may be sent, and takes its result: once {@link #onReply}, {@link
 * #onFailure} or {@link #onWithdrawn}, on the loop of the caller.
 */
public interface HostCallback {
  /**
   * Whether the request may be sent now. Asked directly before its first byte is written, however
   * long it has waited for a connection, and again before each further attempt.
   */
  boolean maySend();

  /** It was not to be sent, so no byte of it was: the host has not seen it. */
  void onWithdrawn();

  /**
   * The host answered 200 with a body that is not empty.
   *
   * @param body an encoded {@code spawn.ActorInvocationResponse}, not looked at yet; belongs to the
   *     callee
   */
  void onReply(ByteString body);

  /** The request is on its way to the host, which may run the action from now on. */
  default void onSent() {}

  /** The request did not leave after all, and waits for another connection. */
  default void onNotSent() {}

  /** The call failed with one of the HOST codes. */
  void onFailure(Failure failure);
}
