package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The reply to a {@link ForwardedCall}, on its way back to the member that forwarded the call. */
public record ForwardedReply(Reply reply) implements WireMessage {

  /**
   * Reads an encoded reply. A failure whose code is not known here is INTERNAL, and its message
   * begins with the code.
   */
  public static ForwardedReply read(ByteString bytes) throws MalformedMessageException {
    Reply reply = null;
    WireReader in = WireReader.of("ForwardedReply", bytes);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> reply = readCompleted(in.message("completed"), bytes.size());
        case 18 -> {
          in.bytes();
          reply = Reply.ACCEPTED;
        }
        case 26 -> reply = new Reply.Failed(readFailure(in.message("failed")));
        default -> in.skip();
      }
    }
    if (reply == null) {
      throw new MalformedMessageException("ForwardedReply has no result");
    }
    return new ForwardedReply(reply);
  }

  private static Reply readCompleted(WireReader in, int wholeSize)
      throws MalformedMessageException {
    Payload payload = Payload.ABSENT;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> payload = Fields.readValue(in, payload);
        case 18 -> {
          in.bytes();
          payload = Payload.NOOP;
        }
        default -> in.skip();
      }
    }
    return new Reply.Completed(Slices.detachFromLarge(payload, wholeSize));
  }

  private static Failure readFailure(WireReader in) throws MalformedMessageException {
    String name = "";
    String message = "";
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> name = in.string();
        case 18 -> message = in.string();
        default -> in.skip();
      }
    }
    ErrorCode code = codeOf(name);
    return code == null
        ? new Failure(ErrorCode.INTERNAL, name + ": " + message)
        : new Failure(code, message);
  }

  private static @Nullable ErrorCode codeOf(String name) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return null;
  }

  // Ours alone: {oneof result {1 completed {1 value, 2 noop}, 2 accepted {}, 3 failed {1 code,
  // 2 message}}}

  @Override
  public int size() {
    return switch (reply) {
      case Reply.Completed(Payload payload) ->
          Fields.messageSize(1, Fields.payloadSize(1, 2, payload));
      case Reply.Accepted() -> Fields.messageSize(2, 0);
      case Reply.Failed(Failure failure) -> Fields.messageSize(3, sizeOf(failure));
    };
  }

  private static int sizeOf(Failure failure) {
    return Fields.stringSize(1, failure.code().name()) + Fields.stringSize(2, failure.message());
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    switch (reply) {
      case Reply.Completed(Payload payload) -> {
        Fields.writeMessageHead(out, 1, Fields.payloadSize(1, 2, payload));
        Fields.writePayload(out, 1, 2, payload);
      }
      case Reply.Accepted() -> Fields.writeMessageHead(out, 2, 0);
      case Reply.Failed(Failure failure) -> {
        Fields.writeMessageHead(out, 3, sizeOf(failure));
        Fields.writeString(out, 1, failure.code().name());
        Fields.writeString(out, 2, failure.message());
      }
    }
  }
}
