package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Failure;

/**
 * Takes the result of a call to the host: once {@link #onReply} or {@link #onFailure}, on the loop
 * of the caller.
 */
public interface HostCallback {
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
