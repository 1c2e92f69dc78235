package io.actorproxy.entity;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Request;

/** Why an actor does not take an invocation, or does not keep what a turn did. */
final class Refusals {
  private Refusals() {}

  static Failure callCycle(ActorId actor, Request closing) {
    return new Failure(
        ErrorCode.CALL_CYCLE,
        "%s waits for %s, which calls it: both would wait until the deadline; make one of the calls"
                .formatted(actor, closing.caller())
            + " asynchronous, or use a side effect");
  }

  static Failure mailboxFull(ActorId actor, int capacity) {
    return new Failure(
        ErrorCode.MAILBOX_FULL,
        "%s has %d invocations under way, which is the limit PROXY_MAILBOX_CAPACITY; call it less"
                .formatted(actor, capacity)
            + " often or make its actions faster");
  }

  static Failure overloaded(InFlight inFlight) {
    return new Failure(
        ErrorCode.OVERLOADED,
        "%d invocations are under way in this proxy, and calls hold %d bytes; the limits are %d by"
                .formatted(inFlight.count(), inFlight.bytes(), inFlight.max())
            + " PROXY_MAX_INFLIGHT and %d bytes by PROXY_MAX_INFLIGHT_BYTES; try again later"
                .formatted(inFlight.maxBytes()));
  }

  static Failure expelled(ActorId actor) {
    return new Failure(
        ErrorCode.FENCED,
        "the other members of the cluster took this proxy for dead and run %s now, so what its turns"
                .formatted(actor)
            + " did is refused; look at the state before you call again");
  }

  static Failure unknown(ActorId actor) {
    return new Failure(
        ErrorCode.STORE_UNAVAILABLE,
        "the store did not say whether it has saved the state of %s, and another activation has it now;"
                .formatted(actor)
            + " look at the state before you call again");
  }

  static Failure consumed(ActorId actor) {
    return new Failure(
        ErrorCode.FENCED,
        "another activation of %s has taken in a message that this one was given too, so what its"
                .formatted(actor)
            + " turns did was refused; look at the state before you call again");
  }

  static Failure stateTooLarge(ActorId actor, int size, int sizeMax) {
    return new Failure(
        ErrorCode.STATE_TOO_LARGE,
        "the new state of %s has %d bytes; the limit PROXY_STATE_MAX_BYTES is %d; the state is"
                .formatted(actor, size, sizeMax)
            + " unchanged");
  }

  static Failure revisionNotReached(ActorId actor, long wanted, long newest) {
    return new Failure(
        ErrorCode.REVISION_NOT_FOUND,
        "%s has no revision %d; its newest is %d".formatted(actor, wanted, newest));
  }

  static Failure revisionForgotten(ActorId actor, long wanted) {
    return new Failure(
        ErrorCode.REVISION_NOT_FOUND,
        "%s has no revision %d and none before it; the oldest are forgotten first, by"
                .formatted(actor, wanted)
            + " PROXY_STATE_HISTORY_LIMIT");
  }

  /** After a lost answer of the store the change may have been there, but no longer is. */
  static Failure fenced(ActorId actor) {
    return new Failure(
        ErrorCode.FENCED,
        "another activation of %s has saved a newer state, so what this turn did was refused; look"
                .formatted(actor)
            + " at the state before you call again");
  }
}
