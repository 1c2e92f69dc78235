package io.actorproxy.codec;

import com.google.protobuf.CodedOutputStream;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.io.IOException;

/**
 * A {@code spawn.RequestStatus} to be written.
 *
 * @param status the number of the protocol's {@code spawn.Status}
 * @param message never empty when the status is not OK: SDKs take an empty answer for success
 */
public record RequestStatus(int status, String message) implements WireMessage {
  /** The protocol's OK. */
  public static final RequestStatus OK = new RequestStatus(1, "");

  private static final int ACTOR_NOT_FOUND = 2;
  private static final int ERROR = 3;

  /** OK, with a text for people. */
  public static RequestStatus ok(String message) {
    return new RequestStatus(OK.status(), message);
  }

  /** How a failure looks on the wire. */
  public static RequestStatus of(Failure failure) {
    boolean notFound = failure.code() == ErrorCode.ACTOR_NOT_FOUND;
    return new RequestStatus(notFound ? ACTOR_NOT_FOUND : ERROR, failure.toString());
  }

  @Override
  public int size() {
    return CodedOutputStream.computeEnumSize(1, status) + Fields.stringSize(2, message);
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    out.writeEnum(1, status);
    Fields.writeString(out, 2, message);
  }
}
