package io.actorproxy.cluster;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.ReplyTo;
import org.jspecify.annotations.Nullable;

/**
 * What other members send. Called on an event loop, for each member in the order in which it sent;
 * must not block.
 */
public interface MemberInbox {
  /** A frame of the protocol, for the present membership. */
  void onFrame(long from, Frame frame);

  /**
   * A call of an actor that lives here, as the other member believes.
   *
   * @param trace the bytes that {@link MemberCalls#call} was given there
   * @param answer takes the reply, on any thread
   */
  void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer);

  /** A connection was lost or could not be opened: the member may be gone. */
  void onUnreachable(long epoch);

  /**
   * Where the answer to a call of another member goes. The first counts. {@link #answered} says
   * also whether the other member waits no longer, so that a call that has not begun may be
   * dropped.
   */
  interface CallAnswer extends ReplyTo {
    /**
     * The actor does not live here, and the call did not run.
     *
     * @param moved who owns the actor's slot, if it is known
     */
    void elsewhere(Frame.@Nullable Moved moved);

    /** There is no room for the call, which did not run. */
    void refuse(Failure failure);
  }
}
