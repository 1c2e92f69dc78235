package io.actorproxy.invocation;

/** Where a call comes from. */
public enum Origin {
  /** A client of the front door. */
  CLIENT,
  /** A side effect, broadcast, pipe or forward of another actor's turn. */
  WORKFLOW,
  /** A timer the actor's type declares. Does not reset the idle clock. */
  TIMER,
  /** A scheduled invocation that came due. */
  SCHEDULE
}
