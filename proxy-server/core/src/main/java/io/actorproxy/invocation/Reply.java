package io.actorproxy.invocation;

import com.google.protobuf.ByteString;

/** How an invocation ended, or that it was accepted. */
public sealed interface Reply {
  /** The answer to an asynchronous invocation: it is in the mailbox, or in the schedule. */
  Reply ACCEPTED = new Accepted();

  /** The action ran and, where the durability mode says so, its state is saved. */
  record Completed(Payload payload) implements Reply {}

  /** The invocation was accepted and will run later; its caller does not wait for the result. */
  record Accepted() implements Reply {}

  /**
   * The state of an actor, as the reply to a request that reads it.
   *
   * @param actorState an encoded {@code spawn.actors.ActorState}
   */
  record Inspected(ByteString actorState) implements Reply {}

  /**
   * The actor has gone back.
   *
   * @param revision to which revision; it may be older than the one that was asked for
   */
  record Restored(long revision) implements Reply {}

  /** The invocation failed. */
  record Failed(Failure failure) implements Reply {}

  /** Shorthand for a failed reply. */
  static Reply failed(ErrorCode code, String message) {
    return new Failed(new Failure(code, message));
  }
}
