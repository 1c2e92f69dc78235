package io.actorproxy.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Metadata;

/** What becomes of a message whose delivery failed. */
enum Fate {
  /** It is tried again after a pause. */
  RETRY,
  /** It is a dead letter at once: trying again would run an action twice, or fail again. */
  DEAD;

  static Fate of(Failure failure, Call call) {
    return switch (failure.code()) {
      case HOST_TIMEOUT,
          HOST_CLOSED,
          HOST_STATUS,
          HOST_EMPTY_REPLY,
          HOST_INVALID_REPLY,
          HOST_NO_CONTEXT,
          HOST_REPLY_TOO_LARGE ->
          // The host may have done the work, so that only the sender can allow to repeat it.
          call.metadata().getOrDefault(Metadata.FAIL_BACKOFF, "false").equals("false")
              ? DEAD
              : RETRY;
      case ACTION_NOT_FOUND, INVALID_REQUEST, STATE_TOO_LARGE, HOP_LIMIT, CALL_CYCLE -> DEAD;
      default -> RETRY;
    };
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
