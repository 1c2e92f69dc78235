package io.actorproxy.verify;

import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.IOException;
import java.util.Set;

/** What a client learns of a call. */
sealed interface Outcome {
  /** Success, with this value, at this time. */
  record Acknowledged(String value, long end) implements Outcome {}

  /** An error after which the call never counts. */
  record Refused(String why) implements Outcome {}

  /** Nothing, or an error after which the call may count, once. */
  record Unknown(String why) implements Outcome {}

  /** An error that nothing in the run explains. */
  record Unexpected(String why) implements Outcome {}

  /** As docs/errors has it: these did not run, or changed nothing. */
  Set<String> NEVER_COUNT =
      Set.of(
          "MAILBOX_FULL",
          "OVERLOADED",
          "DRAINING",
          "ACTOR_NOT_FOUND",
          "HOST_UNREACHABLE",
          "HOST_OVERLOADED",
          "HOST_CLOSED",
          "FENCED",
          "ALREADY_ACTIVE_ELSEWHERE",
          "MEMBER_UNREACHABLE");

  Set<String> MAY_COUNT =
      Set.of("STORE_UNAVAILABLE", "DEADLINE", "HOST_TIMEOUT", "UNKNOWN_OUTCOME");

  /** Makes a call. */
  static Outcome of(Line line, InvocationRequest request) throws InterruptedException {
    try {
      InvocationResponse response = line.call(request);
      return response == null ? new Unknown("the run is over") : of(response, System.nanoTime());
    } catch (IOException gone) {
      return new Unknown("the connection failed");
    }
  }

  static Outcome of(InvocationResponse response, long end) {
    if (response.getStatus().getStatus() == Status.OK) {
      return new Acknowledged(Values.text(response.getValue()), end);
    }
    String message = response.getStatus().getMessage();
    String code = message.split(":", 2)[0];
    if (NEVER_COUNT.contains(code) || message.contains("will not be run")) {
      return new Refused(message);
    }
    return MAY_COUNT.contains(code) ? new Unknown(message) : new Unexpected(message);
  }
}
