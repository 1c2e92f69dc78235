package io.actorproxy.entity;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Request;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.time.TimerWheel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result that a request waits for: the first one that is given counts, and at the deadline a
 * failure is given. While a calling actor waits for it, the call counts as part of a possible
 * cycle.
 */
@OnLoop
abstract class PendingReply extends TimerWheel.Timeout {
  private static final Logger LOG = LoggerFactory.getLogger(PendingReply.class);

  private final Request request;
  private final Activation activation;

  /** The chain of callers, as long as it waits; empty if none does. */
  private List<ActorId> callers = List.of();

  /** Whether the record of cycles knows that they wait for what the actor runs. */
  private boolean isRecorded;

  /** The activation, as what is under way in it sees it. */
  interface Activation {
    ActorId id();

    EntityServices services();

    /** In which it lives. */
    Tenure tenure();

    /** What a turn in the mailbox waits for, as the end of a sentence. */
    String mailboxDelay();

    /**
     * The failure of the store that a turn waits for; null if it waits for something else.
     *
     * @param committing whether the turn waits for a save
     */
    @Nullable Failure storeFailure(boolean committing);
  }

  PendingReply(Request request, Activation activation) {
    this.request = request;
    this.activation = activation;
  }

  final Request request() {
    return request;
  }

  final Activation activation() {
    return activation;
  }

  final ActorId target() {
    return activation.id();
  }

  final EntityServices services() {
    return activation.services();
  }

  /** The deadline begins to count, and a calling actor waits. */
  void open() {
    callers = request.waiting();
    if (!callers.isEmpty()) {
      services().cycles().waits(callers, target());
    }
    // Who knows only that a call was accepted is not told that it is late.
    if (request.deadline().exists() && !request.isAccepted()) {
      services().wheel().addAt(this, request.deadline().nanos());
    }
  }

  /** The actor runs the request. */
  final void begin() {
    if (!callers.isEmpty()) {
      isRecorded = true;
      services().cycles().runs(target(), callers);
    }
  }

  /** The actor does not run the request any more, and may run another one. */
  final void end() {
    if (isRecorded) {
      isRecorded = false;
      services().cycles().ran(target());
    }
  }

  /** Fails a request whose deadline has passed, if the loop was too busy to turn the wheel. */
  final void expireIfLate(long now) {
    if (isPending() && request.deadline().hasPassed(now)) {
      cancel();
      onTimeout();
    }
  }

  /** Answers with a failure, and logs it. */
  final void fail(Failure failure) {
    refuse(request, target(), failure);
    LOG.debug("{} of {} failed: {}", request.subject(), target(), failure);
  }

  /**
   * Answers with a failure; where the caller knows only that the call was accepted, the log is the
   * one place for it.
   */
  static void refuse(Request request, ActorId target, Failure failure) {
    if (request.isAccepted()) {
      LOG.warn("Expected {} of {} to run, but: {}", request.subject(), target, failure);
    }
    try {
      request.fail(failure);
    } catch (RuntimeException e) {
      reportDefectOfCaller(target, e);
    }
  }

  /** A caller that throws must not keep the others from their replies. */
  static void reportDefectOfCaller(ActorId target, RuntimeException defect) {
    LOG.error("BUG: the caller of {} threw when it was given its reply", target, defect);
  }

  /** The deadline counts no more, and the calling actor no longer waits. */
  final void close() {
    cancel();
    stopWaiting();
  }

  private void stopWaiting() {
    end();
    if (!callers.isEmpty()) {
      services().cycles().answered(callers, target());
      callers = List.of();
    }
  }

  /**
   * The caller's deadline has passed. An action that has begun continues, and its result counts.
   */
  @Override
  protected final void onTimeout() {
    stopWaiting();
    refuse(request, target(), lateness());
  }

  /** Why there is no result yet. */
  abstract Failure lateness();
}
