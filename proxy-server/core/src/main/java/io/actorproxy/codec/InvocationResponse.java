package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.invocation.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@code spawn.InvocationResponse} to be written.
 *
 * @param status how the invocation ended
 * @param system what the request said, repeated byte for byte; null if it said nothing
 * @param actor what the request said, repeated byte for byte; null if it said nothing
 * @param payload the action's output
 */
public record InvocationResponse(
    RequestStatus status, @Nullable ByteString system, @Nullable ByteString actor, Payload payload)
    implements WireMessage {

  /** The same with another output. */
  public InvocationResponse with(Payload other) {
    return new InvocationResponse(status, system, actor, other);
  }

  @Override
  public int size() {
    return Fields.messageSize(1, status.size())
        + Fields.bytesSize(2, system)
        + Fields.bytesSize(3, actor)
        + Fields.payloadSize(4, 5, payload);
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    Fields.writeMessageHead(out, 1, status.size());
    status.writeTo(out);
    Fields.writeBytes(out, 2, system);
    Fields.writeBytes(out, 3, actor);
    Fields.writePayload(out, 4, 5, payload);
  }
}
