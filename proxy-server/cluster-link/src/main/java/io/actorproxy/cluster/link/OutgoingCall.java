package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.MemberCalls;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call to another member: it waits for a link, then belongs to the link's loop. Its room is freed
 * by that member's answer, also if the caller does not wait any more.
 */
final class OutgoingCall implements MemberCalls.Forwarding {
  private static final Logger LOG = LoggerFactory.getLogger(OutgoingCall.class);

  private final Peer peer;
  private final Call call;
  private final Deadline deadline;
  private final ByteString trace;
  private final Consumer<CallOutcome> then;
  private final int size;
  private final AtomicBoolean hasOutcome = new AtomicBoolean();
  private volatile @Nullable LinkSender sender;
  private volatile boolean isCancelled;

  // The link's loop alone uses these; the number is 0 until the call is sent.

  private long id;
  private TimerWheel.@Nullable Timeout timer;

  OutgoingCall(
      Peer peer,
      Call call,
      Deadline deadline,
      ByteString trace,
      Consumer<CallOutcome> then,
      TimeSource time) {
    this.peer = peer;
    this.call = call;
    this.deadline = deadline;
    this.trace = trace.size() > MemberCalls.LONGEST_TRACE ? ByteString.EMPTY : trace;
    this.then = then;
    this.size = request(Long.MAX_VALUE, Versions.CURRENT.newest(), time).size();
  }

  /** How many bytes it has when it is sent, or a few more. */
  int size() {
    return size;
  }

  boolean isLate(TimeSource time) {
    return isCancelled || deadline.hasPassed(time);
  }

  boolean isOver() {
    return hasOutcome.get();
  }

  /** This one is to send it. */
  void enter(LinkSender next) {
    sender = next;
  }

  void startTimer(TimerWheel wheel, Runnable onTooLate) {
    if (deadline.exists()) {
      TimerWheel.Timeout started =
          new TimerWheel.Timeout() {
            @Override
            protected void onTimeout() {
              onTooLate.run();
            }
          };
      timer = started;
      wheel.addAt(started, deadline.nanos());
    }
  }

  /** The call, without what the version of the link does not have. */
  LinkMessage.Request request(long itsId, int version, TimeSource time) {
    Call said = version < Versions.ATTEMPTS && call.attempt() > 1 ? call.attempted(1) : call;
    return new LinkMessage.Request(itsId, trace, ForwardedCall.of(said, deadline, time));
  }

  void sent(long itsId) {
    id = itsId;
  }

  long id() {
    return id;
  }

  /** Tells the caller, if it was not told before. */
  void end(CallOutcome outcome) {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (hasOutcome.compareAndSet(false, true)) {
      try {
        then.accept(outcome);
      } catch (RuntimeException e) {
        LOG.error("BUG: the outcome of a call was not taken in", e);
      }
    }
  }

  @Override
  public void cancel() {
    isCancelled = true;
    LinkSender entered = sender;
    if (entered == null) {
      peer.onCancelled(this);
    } else {
      entered.onCancelled(this);
    }
  }

  /** As {@link #cancel}, for a call that has left the peer meanwhile. */
  void cancelAtSender() {
    LinkSender entered = sender;
    if (entered != null) {
      entered.onCancelled(this);
    }
  }
}
