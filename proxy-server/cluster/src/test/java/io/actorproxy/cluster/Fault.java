package io.actorproxy.cluster;

/** Kinds of faults. Members that join and leave are not among them: they are in every run. */
enum Fault {
  /** A process dies, and another may be started instead. */
  KILL,
  /** A process stands still, as under SIGSTOP or a long collection of garbage. */
  PAUSE,
  /** A virtual machine stands still, its monotonic clock with it. */
  FREEZE,
  /** A process does not reach the store. */
  STORE_CUT,
  /** Two processes do not reach each other. */
  LINK_CUT,
  /** The store answers no process for a while; what was sent may still take effect later. */
  STORE_AWAY,
  /** Answers of the store are lost, and statements take effect after their time-out. */
  LOST_ANSWERS,
  /** The app beside a process comes and goes. */
  HOST_FLAPS,
  /** All processes of an app leave, others join a while later. */
  SCALE_TO_ZERO,
  /** All processes die; others are started before or after the leases are over. */
  RESTART_ALL,
  /** The clock of the store's machine is set. */
  STORE_CLOCK,
  /** The wall clock of a process is set. */
  WALL_CLOCK,
  /**
   * The store goes back to an earlier state, as a standby that takes over without the last commits.
   */
  STORE_GOES_BACK
}
