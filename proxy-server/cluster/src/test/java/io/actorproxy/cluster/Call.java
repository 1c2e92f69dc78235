package io.actorproxy.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A call of the simulation: of one actor, to raise its number or to read it. Of a client, or the
 * delivery of a message.
 */
final class Call {
  final int actor;
  final boolean isRead;

  /** Whether it may run again if it is not known whether it has. */
  final boolean mayRunTwice;

  final long born;
  final @Nullable Message message;

  /** How many saves of the actor had been acknowledged when it was asked for. */
  final long acknowledgedBefore;

  /** Brings it to its actor once more. */
  Runnable again = () -> {};

  /** How often a turn with it has begun. */
  int begun;

  /** Whether its client was told that it has not run. */
  boolean hasNotRun;

  private @Nullable SimulatedProcess process;
  private boolean over;

  Call(int actor, boolean isRead, boolean mayRunTwice, long born, long acknowledgedBefore) {
    this.actor = actor;
    this.isRead = isRead;
    this.mayRunTwice = mayRunTwice;
    this.born = born;
    this.message = null;
    this.acknowledgedBefore = acknowledgedBefore;
  }

  /** A message is delivered until it is consumed: such a call has no deadline. */
  Call(Message message, long born) {
    this.actor = message.receiver();
    this.isRead = false;
    this.mayRunTwice = true;
    this.born = born;
    this.message = message;
    this.acknowledgedBefore = 0;
  }

  long deadline() {
    return message == null ? born + ClusterScenario.DEADLINE_MILLIS : Long.MAX_VALUE / 4;
  }

  /** The process that a client has called. */
  void enter(SimulatedProcess entered) {
    process = entered;
    entered.openCalls++;
  }

  @Nullable SimulatedProcess process() {
    return process;
  }

  boolean isOver() {
    return over;
  }

  /** Answers whether this is the first end of it. */
  boolean end() {
    boolean first = !over;
    over = true;
    if (first && process != null) {
      process.openCalls--;
    }
    return first;
  }

  @Override
  public String toString() {
    return "call of actor " + actor + " since " + born + (message == null ? "" : " of " + message);
  }
}
