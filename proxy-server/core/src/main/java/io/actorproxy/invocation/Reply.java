package io.actorproxy.invocation;

/** How an invocation ended, or that it was accepted. */
public sealed interface Reply {
  /** The answer to an asynchronous invocation: it is in the mailbox, or in the schedule. */
  Reply ACCEPTED = new Accepted();

  /** The action ran and, where the durability mode says so, its state is saved. */
  record Completed(Payload payload) implements Reply {}

  /** The invocation was accepted and will run later; its caller does not wait for the result. */
  record Accepted() implements Reply {}

  /** The invocation failed. */
  record Failed(Failure failure) implements Reply {}

  /** Shorthand for a failed reply. */
  static Reply failed(ErrorCode code, String message) {
    return new Failed(new Failure(code, message));
  }
}
