package io.actorproxy.cluster;

/** A call of a client of the simulation: of one actor, to raise its number or to read it. */
final class Call {
  final int actor;
  final boolean isRead;
  final long born;

  /** How many saves of the actor had been acknowledged when it was asked for. */
  final long acknowledgedBefore;

  private boolean over;

  Call(int actor, boolean isRead, long born, long acknowledgedBefore) {
    this.actor = actor;
    this.isRead = isRead;
    this.born = born;
    this.acknowledgedBefore = acknowledgedBefore;
  }

  boolean isOver() {
    return over;
  }

  /** Answers whether this is the first end of it. */
  boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }
}
