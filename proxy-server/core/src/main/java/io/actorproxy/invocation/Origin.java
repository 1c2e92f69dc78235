package io.actorproxy.invocation;

/** Where an invocation comes from. */
public enum Origin {
  /** A client of the front door. */
  CLIENT,
  /** A side effect, broadcast, pipe or forward of another actor's turn. */
  WORKFLOW,
  /** A timer the actor's type declares. Does not reset the idle clock. */
  TIMER,
  /** A scheduled invocation that came due. */
  SCHEDULE,
  /** The actor goes back to an earlier revision; no action runs. */
  RESTORE,
  /** A client reads the state; no action runs. */
  INSPECTION
}
