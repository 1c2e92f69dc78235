package io.actorproxy.hostile;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.http.ResponseReader.Response;
import io.spawn.InvocationResponse;
import io.spawn.RequestStatus;
import io.spawn.Status;

/** What every answer has to be, whatever was asked. */
final class Judge {
  private Judge() {}

  /**
   * Looks at an answer.
   *
   * @throws AssertionError if no client could make sense of it, or the proxy admits a defect
   */
  static void judge(Attack attack, Response answer) {
    if (answer.status() < 400 && answer.status() != 200) {
      throw new AssertionError("status " + answer.status());
    }
    if (attack.isHead()) {
      return;
    }
    if (answer.body().length == 0 && answer.status() != 200) {
      throw new AssertionError("status " + answer.status() + " without a body");
    }
    try {
      judgeBody(attack, answer);
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      throw new AssertionError("a body that cannot be read: " + answer.text(), e);
    }
  }

  private static void judgeBody(Attack attack, Response answer)
      throws InvalidProtocolBufferException {
    switch (answer.header("content-type")) {
      case "application/octet-stream" -> judgeMessage(attack, answer);
      case "application/json" -> judgeJson(answer);
      default -> requireReason(answer, answer.text());
    }
  }

  private static void judgeMessage(Attack attack, Response answer)
      throws InvalidProtocolBufferException {
    RequestStatus status = attack.target().statusIn(answer.body());
    if (status == null && answer.status() != 200) {
      status = InvocationResponse.parseFrom(answer.body()).getStatus();
    }
    if (status == null) {
      return;
    }
    boolean isSuccess = status.getStatus() == Status.OK;
    if (isSuccess != (answer.status() == 200) || status.getStatus() == Status.UNKNOWN) {
      throw new AssertionError("HTTP " + answer.status() + " with " + status);
    }
    requireReason(answer, status.getMessage());
  }

  private static void judgeJson(Response answer) {
    JsonElement json = JsonParser.parseString(answer.text());
    if (answer.status() != 200) {
      JsonObject status = json.getAsJsonObject();
      if (status.get("status") instanceof JsonObject wrapped) {
        status = wrapped;
      }
      String reason = status.has("message") ? status.get("message").getAsString() : answer.text();
      requireReason(answer, reason);
    }
  }

  private static void requireReason(Response answer, String reason) {
    if (answer.status() != 200 && reason.isBlank()) {
      throw new AssertionError("status " + answer.status() + " without a reason");
    }
    if (answer.status() != 200 && reason.startsWith("INTERNAL")) {
      throw new AssertionError("a defect: " + reason);
    }
  }
}
