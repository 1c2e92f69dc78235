package io.actorproxy.cluster;

import static io.actorproxy.invocation.ErrorCode.ALREADY_ACTIVE_ELSEWHERE;
import static io.actorproxy.invocation.ErrorCode.MEMBER_UNREACHABLE;

import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings one call to the member that owns its actor, and tries again until its deadline while it
 * surely has not run. Each time it takes one hop at most: a member that does not own the actor
 * refuses the call, and says who does. Belongs to the loop of the call.
 *
 * @param <C> the call
 */
public final class RoutedCall<C> {
  /** What is done with calls, on the loop of each. */
  public interface Calls<C> {
    /** The slot of its actor; null as long as no member is known to have registered the type. */
    @Nullable SlotId slot(C call);

    /** The moment of the monotonic clock when the call is over. */
    long deadlineNanos(C call);

    /** Whether the call may run again if it is not known whether it has run. */
    boolean mayRunTwice(C call);

    /** Whether a member has taken it in before: then load is no reason to refuse it. */
    boolean wasAdmitted(C call);

    /**
     * The actor is here. If it is given away before the call has begun, {@link RoutedCall#go} is to
     * be called again. Where the call waits its deadline is kept.
     *
     * @param onFailed is told if the call fails or is refused, in place of its caller, on the loop
     *     of the call
     */
    void take(C call, Consumer<CallOutcome> onFailed);

    /**
     * Sends the call to a membership. The outcome comes once, at the deadline of the call at the
     * latest.
     *
     * @param then on the loop of the call
     */
    void send(long epoch, C call, Consumer<CallOutcome> then);

    /** The call is over, with the reply of another member. */
    void answer(C call, Reply reply);

    /** The call is over, without a reply. */
    void fail(C call, Failure failure);

    /** Runs a task on the loop of the call. For any thread. */
    void schedule(C call, long delayMillis, Runnable task);
  }

  private final Cluster cluster;
  private final Calls<C> calls;
  private final C call;
  private Failure failure =
      new Failure(MEMBER_UNREACHABLE, "No member is known that owns the actor's slot.");
  private @Nullable Failure unknown;
  private boolean hasMoved;
  private long pause;

  public RoutedCall(Cluster cluster, Calls<C> calls, C call) {
    this.cluster = cluster;
    this.calls = calls;
    this.call = call;
  }

  /** Sends the call where its actor is, as far as it is known here. */
  public void go() {
    if (millisLeft() <= 0) {
      fail();
      return;
    }
    switch (cluster.place(calls.slot(call))) {
      case SlotPlace.Here _ -> calls.take(call, failed -> onOutcome(Slot.NO_MEMBER, failed));
      case SlotPlace.On(long epoch) -> calls.send(epoch, call, sent -> onOutcome(epoch, sent));
      case SlotPlace.Nowhere _ -> tryAgain();
    }
  }

  private void onOutcome(long epoch, CallOutcome outcome) {
    switch (outcome) {
      case CallOutcome.Answered(Reply reply) -> onAnswered(reply);
      case CallOutcome.Refused(Failure why) -> onRefused(why);
      case CallOutcome.Elsewhere(Frame.Moved moved) -> onElsewhere(epoch, moved);
      case CallOutcome.NeverSent(Failure why) -> onNeverSent(why);
      case CallOutcome.Unknown(Failure why) -> onUnknown(why);
    }
  }

  private void onAnswered(Reply reply) {
    if (unknown != null && reply instanceof Reply.Failed(Failure why)) {
      fail(why);
    } else {
      calls.answer(call, reply);
    }
  }

  /**
   * What a member has taken in before, and gives away with its slot, comes to the next one together
   * with all else that waits there, and with what is new.
   */
  private void onRefused(Failure why) {
    failure = why;
    if (hasMoved || calls.wasAdmitted(call)) {
      tryAgain();
    } else {
      fail(why);
    }
  }

  /** A call that is too large stays so, and load is a reason to refuse what is new. */
  private void onNeverSent(Failure why) {
    switch (why.code()) {
      case BODY_TOO_LARGE -> fail(why);
      case OVERLOADED -> onRefused(why);
      default -> {
        failure = why;
        tryAgain();
      }
    }
  }

  /** Tries at once where the other says, and after that not faster than the news can spread. */
  private void onElsewhere(long epoch, Frame.@Nullable Moved moved) {
    failure =
        new Failure(ALREADY_ACTIVE_ELSEWHERE, "Each member that was asked named another one.");
    long wait = hasMoved || moved == null ? cluster.timings().reroute() : 0;
    hasMoved = true;
    cluster.onLoop(
        () -> {
          if (moved == null) {
            cluster.onGone(epoch);
          } else {
            cluster.onMoved(moved);
          }
          calls.schedule(call, wait, this::go);
        });
  }

  private void onUnknown(Failure why) {
    unknown = why;
    if (calls.mayRunTwice(call)) {
      tryAgain();
    } else {
      fail();
    }
  }

  /** Less and less often: many calls may wait for one member. */
  private void tryAgain() {
    ClusterTimings timings = cluster.timings();
    pause = Math.min(timings.rerouteMost(), Math.max(timings.reroute(), 2 * pause));
    calls.schedule(call, Math.max(1, Math.min(pause, millisLeft())), this::go);
  }

  /** If it may have run once, that is what its caller has to know. */
  private void fail() {
    calls.fail(call, unknown == null ? failure : unknown);
  }

  /** An attempt that fails says nothing about an earlier one that may have run. */
  private void fail(Failure why) {
    Failure before = unknown;
    calls.fail(
        call,
        before == null
            ? why
            : new Failure(
                before.code(), "%s It was tried again: %s".formatted(before.message(), why)));
  }

  private long millisLeft() {
    return TimeUnit.NANOSECONDS.toMillis(calls.deadlineNanos(call) - cluster.nanoTime());
  }
}
