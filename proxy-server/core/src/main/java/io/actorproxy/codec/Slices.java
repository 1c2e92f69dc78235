package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.invocation.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a message that was read, which lie in its array and keep all of it in memory. A part
 * that lives longer than the message is copied if it is less than half of the message; so it keeps
 * at most as many bytes as it has itself.
 */
public final class Slices {
  /** The largest message that a slice may keep alive if the slice lives no longer than a call. */
  private static final int SMALL = 4096;

  private Slices() {}

  /** The part as it may be kept for long. */
  public static @Nullable ByteString detach(@Nullable ByteString part, int wholeSize) {
    return part != null && part.size() < wholeSize / 2
        ? UnsafeByteOperations.unsafeWrap(part.toByteArray())
        : part;
  }

  /** The payload as it may be kept for long. */
  public static Payload detach(Payload payload, int wholeSize) {
    return payload instanceof Payload.Value(ByteString any)
            && detach(any, wholeSize) instanceof ByteString own
            && own != any
        ? new Payload.Value(own)
        : payload;
  }

  /** As {@link #detach}, for as long as a call: small messages may be kept by any part. */
  public static @Nullable ByteString detachFromLarge(@Nullable ByteString part, int wholeSize) {
    return wholeSize > SMALL ? detach(part, wholeSize) : part;
  }

  /** As {@link #detach}, for as long as a call: small messages may be kept by any payload. */
  public static Payload detachFromLarge(Payload payload, int wholeSize) {
    return wholeSize > SMALL ? detach(payload, wholeSize) : payload;
  }
}
