package io.actorproxy.cluster;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import java.util.function.Consumer;

/** Calls of actors that live at other members. Thread safe. */
public interface MemberCalls {
  /** A call that is under way. */
  interface Forwarding {
    /**
     * The caller waits no longer. The call is taken back if it was not sent, else the other member
     * is told; its outcome may still come.
     */
    void cancel();
  }

  /**
   * Sends a call to a membership, never to a later one of the same process. Does not wait. Calls to
   * one member arrive in the order in which one thread made them, as long as one connection lasts.
   *
   * @param deadline ends the call here, and is told to the other member as the time that is left
   *     when the call is sent
   * @param trace what the tracing of the proxy wants to find again at the other member; bytes that
   *     mean nothing here, at most {@link #LONGEST_TRACE}, or none
   * @param then gets the outcome, once, on any thread; must not block
   */
  Forwarding call(
      long epoch, Call call, Deadline deadline, ByteString trace, Consumer<CallOutcome> then);

  /** A longer trace is left out, in bytes. */
  int LONGEST_TRACE = 1_024;
}
