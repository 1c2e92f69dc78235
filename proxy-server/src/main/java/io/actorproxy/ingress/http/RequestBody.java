package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers the body of the one request that a connection is receiving. Memory follows the bytes that
 * have arrived, never the length that was announced. Belongs to the connection's loop.
 */
final class RequestBody {
  private static final byte[] NOTHING = {};

  private final Admission admission;
  private final int maxBytes;
  private byte[] bytes = NOTHING;
  private int length;
  private int reserved;
  private boolean discarded;

  RequestBody(Admission admission, int maxBytes) {
    this.admission = admission;
    this.maxBytes = maxBytes;
  }

  /** From here on bytes are counted only. */
  void discard() {
    clear();
    discarded = true;
  }

  /**
   * Adds what has arrived.
   *
   * @throws FailureException with BODY_TOO_LARGE or OVERLOADED
   */
  void append(ByteBuf part, boolean last) {
    int added = part.readableBytes();
    if (added > maxBytes - length) {
      throw tooLarge(maxBytes);
    }
    if (!discarded && added > 0) {
      makeRoom(length + added, last);
      part.readBytes(bytes, length, added);
    }
    length += added;
  }

  private void makeRoom(int needed, boolean last) {
    if (needed <= bytes.length) {
      return;
    }
    // Nearly all bodies are small and arrive whole; those are not worth counting.
    if (length == 0 && last && needed <= MemoryBudget.SMALL) {
      bytes = new byte[needed];
      return;
    }
    int capacity = Math.max(needed, (int) Math.min(2L * bytes.length, maxBytes));
    int growth = capacity - reserved;
    if (!admission.reserve(growth)) {
      throw noMemory();
    }
    reserved += growth;
    bytes = Arrays.copyOf(bytes, capacity);
  }

  /** Hands over what was gathered, with the memory that was taken for it, and begins anew. */
  ByteString take(Exchange exchange) {
    ByteString body = UnsafeByteOperations.unsafeWrap(bytes, 0, discarded ? 0 : length);
    exchange.hold(reserved);
    reserved = 0;
    clear();
    return body;
  }

  void clear() {
    if (reserved > 0) {
      admission.release(reserved);
      reserved = 0;
    }
    bytes = NOTHING;
    length = 0;
    discarded = false;
  }

  static FailureException noMemory() {
    return new FailureException(
        ErrorCode.OVERLOADED,
        "too many large bodies are under way at once; try again later, or raise"
            + " PROXY_MAX_INFLIGHT_BYTES and PROXY_HTTP_MAX_BUFFERED_BYTES");
  }

  static FailureException tooLarge(int maxBytes) {
    return new FailureException(
        ErrorCode.BODY_TOO_LARGE,
        "the body is larger than "
            + maxBytes
            + " bytes; send less, or raise PROXY_HTTP_MAX_BODY_BYTES");
  }
}
