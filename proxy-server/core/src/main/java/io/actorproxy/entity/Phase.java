package io.actorproxy.entity;

/** Where an activation is between the load of its state and its end. */
enum Phase {
  /** Another member may still run a turn of the actor. */
  AWAITING("another proxy may still be running its actor"),
  /** The state is being read from the store. */
  LOADING("its actor is still being loaded"),
  /** The init action waits for a connection to the host. */
  UNINITIALIZED("the init action of its actor still waits for a connection to the host"),
  /** The init action is running. */
  INITIALIZING("the init action of its actor is still running"),
  /** Turns run. */
  ACTIVE(Phase.IN_THE_MAILBOX),
  /** The state in memory is void. If a turn runs, the activation ends with it. */
  DISCARDED(Phase.IN_THE_MAILBOX),
  /** It is out of its partition. */
  ENDED(Phase.IN_THE_MAILBOX);

  private static final String IN_THE_MAILBOX = "it still waits in the mailbox";

  private final String mailboxDelay;

  Phase(String mailboxDelay) {
    this.mailboxDelay = mailboxDelay;
  }

  /** Whether the host is asked for the init action. */
  boolean isOfInit() {
    return this == UNINITIALIZED || this == INITIALIZING;
  }

  /** What a turn in the mailbox waits for, as the end of a sentence. */
  String mailboxDelay() {
    return mailboxDelay;
  }
}
