package io.actorproxy.verify;

/** What is done to the processes of a run. */
enum Fault {
  /** kill -9, and a new start at once. */
  PROXY_KILLED,
  /** SIGTERM, and a new start. */
  PROXY_STOPPED,
  /** SIGSTOP, and SIGCONT after a while. */
  PROXY_PAUSED,
  HOST_KILLED,
  HOST_STOPPED,
  HOST_PAUSED,
  DATABASE_KILLED,
  DATABASE_PAUSED,
  /** The store is slow for a while: locked by another, or paused again and again. */
  STORE_SLOWED,
  /** kill -9 of the proxy while it waits for the store, so that saves are cut in the middle. */
  PROXY_KILLED_IN_SAVE;

  boolean needsServer() {
    return this == DATABASE_KILLED || this == DATABASE_PAUSED;
  }
}
