package io.actorproxy.cluster;

/** A call at the process that runs its actor, and where it came from. */
interface Arrival {
  Call call();

  /** The actor is not here any more, and the call has not begun. */
  void giveBack();

  void onAnswered();

  /** The call has begun, and has failed. */
  void onFailed();
}
