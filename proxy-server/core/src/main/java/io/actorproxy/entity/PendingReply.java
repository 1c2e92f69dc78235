package io.actorproxy.entity;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Reply;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.time.TimerWheel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reply that an invocation is owed: the first one that is given counts, and at the deadline a
 * failure is given. While a calling actor waits for it, the call counts as part of a possible
 * cycle.
 */
@OnLoop
abstract class PendingReply extends TimerWheel.Timeout {
  private static final Logger LOG = LoggerFactory.getLogger(PendingReply.class);

  private final Invocation invocation;
  private final EntityServices services;
  private boolean callerWaits;

  PendingReply(Invocation invocation, EntityServices services) {
    this.invocation = invocation;
    this.services = services;
  }

  final Invocation invocation() {
    return invocation;
  }

  final EntityServices services() {
    return services;
  }

  /** Replies to an asynchronous caller at once; for another one the deadline begins to count. */
  final void open() {
    ActorId caller = invocation.waitingActor();
    if (caller != null) {
      callerWaits = true;
      services.cycles().waits(caller, invocation.target());
    }
    if (invocation.async()) {
      reply(Reply.ACCEPTED);
    } else if (invocation.deadline().exists()) {
      services.wheel().addAt(this, invocation.deadline().nanos());
    }
  }

  /** Fails a call whose deadline has passed, if the loop was too busy to turn the wheel in time. */
  final void expireIfLate(long now) {
    if (isPending() && invocation.deadline().hasPassed(now)) {
      cancel();
      onTimeout();
    }
  }

  /** A caller that throws must not keep the others from their replies. */
  final void reply(Reply reply) {
    try {
      invocation.replyTo().reply(reply);
    } catch (RuntimeException e) {
      LOG.error("BUG: the caller of {} threw when it was given its reply", invocation.target(), e);
    }
  }

  /** Replies with a failure; it is logged if its caller is asynchronous and would never get it. */
  final void fail(Failure failure) {
    logIfUnheard(invocation, failure);
    LOG.debug("'{}' of {} failed: {}", invocation.action(), invocation.target(), failure);
    reply(new Reply.Failed(failure));
  }

  /** The caller has been replied to long ago, so the log is the only place for the failure. */
  static void logIfUnheard(Invocation invocation, Failure failure) {
    if (invocation.async()) {
      LOG.warn(
          "Expected '{}' of {} to run, but: {}", invocation.action(), invocation.target(), failure);
    }
  }

  /** The deadline counts no more, and the calling actor no longer waits. */
  final void close() {
    cancel();
    stopWaiting();
  }

  private void stopWaiting() {
    ActorId caller = invocation.waitingActor();
    if (callerWaits && caller != null) {
      callerWaits = false;
      services.cycles().answered(caller, invocation.target());
    }
  }

  /**
   * The caller's deadline has passed. An action that has begun continues, and its result counts.
   */
  @Override
  protected final void onTimeout() {
    stopWaiting();
    reply(new Reply.Failed(lateness()));
  }

  /** Why there is no result yet. */
  abstract Failure lateness();
}
