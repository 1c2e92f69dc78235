package io.actorproxy.cluster.link;

import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;

/** How calls over a link fail. */
final class LinkFailures {
  private LinkFailures() {}

  static CallOutcome unreachable(long epoch, String reason) {
    return new CallOutcome.NeverSent(
        new Failure(
            ErrorCode.MEMBER_UNREACHABLE,
            "The call was not sent to member %d: %s.".formatted(epoch, reason)));
  }

  static CallOutcome broken(long epoch, String reason) {
    return new CallOutcome.Unknown(
        new Failure(
            ErrorCode.UNKNOWN_OUTCOME,
            "Member %d has not answered, and may have run the action: %s."
                .formatted(epoch, reason)));
  }

  static CallOutcome full(long epoch) {
    return new CallOutcome.NeverSent(
        new Failure(
            ErrorCode.OVERLOADED,
            "Too much waits for member %d already: see PROXY_CLUSTER_LINK_MAX_CALLS and"
                    .formatted(epoch)
                + " PROXY_CLUSTER_LINK_MAX_QUEUED_BYTES."));
  }

  static CallOutcome tooLarge(long epoch, int size, int most) {
    return new CallOutcome.NeverSent(
        new Failure(
            ErrorCode.BODY_TOO_LARGE,
            "The call has %d bytes, and member %d takes in %d: see".formatted(size, epoch, most)
                + " PROXY_CLUSTER_LINK_MAX_MESSAGE_BYTES."));
  }

  static CallOutcome tooLateToSend(long epoch) {
    return new CallOutcome.NeverSent(
        new Failure(
            ErrorCode.DEADLINE,
            "The caller waits no longer, and the call was not sent to member " + epoch + "."));
  }

  static CallOutcome tooLate(long epoch) {
    return new CallOutcome.Unknown(
        new Failure(
            ErrorCode.DEADLINE,
            "The caller waits no longer for an answer of member " + epoch + "."));
  }

  static Failure crowded() {
    return new Failure(
        ErrorCode.OVERLOADED,
        "Too many answers wait for the calling member already: see"
            + " PROXY_CLUSTER_LINK_MAX_QUEUED_BYTES.");
  }

  static Reply noRoom(int size) {
    return Reply.failed(
        ErrorCode.ANSWER_DISCARDED,
        "The action has run, and its answer has %d bytes, for which the link to the calling member"
                .formatted(size)
            + " has no room: see PROXY_CLUSTER_LINK_MAX_QUEUED_BYTES and"
            + " PROXY_CLUSTER_LINK_MAX_MESSAGE_BYTES.");
  }
}
