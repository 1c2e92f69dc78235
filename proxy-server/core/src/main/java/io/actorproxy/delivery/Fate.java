package io.actorproxy.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Metadata;

/** The decision on a message whose delivery failed: another attempt, or a dead letter. */
enum Fate {
  /** It is tried again, and the failure does not count: it says nothing about the message. */
  POSTPONED,
  /** It is tried again after a pause, and is a dead letter after too many of these failures. */
  RETRY,
  /** It is a dead letter at once: trying again would run an action twice, or fail again. */
  DEAD;

  /**
   * Decides.
   *
   * @param call what the message asks for
   * @param policy that of the receiver
   */
  static Fate of(Failure failure, Call call, DeliveryPolicy policy) {
    return switch (failure.code()) {
      case HOST_TIMEOUT,
          HOST_CLOSED,
          HOST_STATUS,
          HOST_EMPTY_REPLY,
          HOST_INVALID_REPLY,
          HOST_NO_CONTEXT,
          HOST_REPLY_TOO_LARGE,
          UNKNOWN_OUTCOME ->
          // The host may have done the work, so the sender or the type must allow a repetition.
          policy == DeliveryPolicy.AT_LEAST_ONCE || isRepeatable(call) ? RETRY : DEAD;
      case ACTION_NOT_FOUND,
          PERMISSION_DENIED,
          INVALID_REQUEST,
          BODY_TOO_LARGE,
          STATE_TOO_LARGE,
          HOP_LIMIT,
          CALL_CYCLE ->
          DEAD;
      case HOST_UNREACHABLE,
          HOST_OVERLOADED,
          ALREADY_ACTIVE_ELSEWHERE,
          MEMBER_UNREACHABLE,
          STORE_UNAVAILABLE,
          OVERLOADED,
          MAILBOX_FULL,
          OUTBOX_FULL,
          DEAD_LETTERS_FULL,
          DRAINING ->
          POSTPONED;
      default -> RETRY;
    };
  }

  /** Whether the failure lasts until something outside the proxy comes back. */
  static boolean isOutage(ErrorCode code) {
    return code == ErrorCode.HOST_UNREACHABLE || code == ErrorCode.STORE_UNAVAILABLE;
  }

  private static boolean isRepeatable(Call call) {
    return !call.metadata().getOrDefault(Metadata.FAIL_BACKOFF, "false").equals("false");
  }

  /** At most three bytes each, so that it fits into the store's 1 KiB. */
  private static final int REASON_CHARS = 330;

  /** The reason as it is kept with the message, where there is room for so much only. */
  static String reason(Failure failure) {
    String text = failure.toString().replace('\0', ' ');
    String cut = text.length() <= REASON_CHARS ? text : text.substring(0, REASON_CHARS) + "...";
    // A pair of surrogates that was cut in two becomes a question mark here, not an error there.
    return new String(cut.getBytes(UTF_8), UTF_8);
  }
}
