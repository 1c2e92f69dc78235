package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.invocation.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The response to a call with an idempotency key, which may come again.
 *
 * @param key which call
 * @param answeredAt when, in milliseconds since the epoch
 * @param payload the action's output
 * @param routing an encoded {@code spawn.Workflow} with the pipe or forward that the answer goes
 *     through; null if there is none
 */
public record StoredResponse(
    String key, long answeredAt, Payload payload, @Nullable ByteString routing)
    implements WireMessage {

  /** The same in memory of its own, since a small slice keeps the whole record alive. */
  public StoredResponse detached() {
    return new StoredResponse(
        key,
        answeredAt,
        payload.detached(),
        routing == null ? null : UnsafeByteOperations.unsafeWrap(routing.toByteArray()));
  }

  static StoredResponse read(WireReader in) throws MalformedMessageException {
    String key = "";
    long answeredAt = 0;
    Payload payload = Payload.ABSENT;
    ByteString routing = null;
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> key = in.string();
        case 16 -> answeredAt = in.int64();
        case 26 -> payload = Fields.readValue(in, payload);
        case 34 -> {
          in.bytes();
          payload = Payload.NOOP;
        }
        case 42 -> routing = in.bytes();
        default -> in.skip();
      }
    }
    return new StoredResponse(key, answeredAt, payload, routing);
  }

  // Ours alone: {1 key, 2 answered_at, 3 value, 4 noop, 5 routing}

  @Override
  public int size() {
    return Fields.stringSize(1, key)
        + CodedOutputStream.computeInt64Size(2, answeredAt)
        + Fields.payloadSize(3, 4, payload)
        + Fields.bytesSize(5, routing);
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    Fields.writeString(out, 1, key);
    out.writeInt64(2, answeredAt);
    Fields.writePayload(out, 3, 4, payload);
    Fields.writeBytes(out, 5, routing);
  }
}
