package io.actorproxy.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
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
  private final ServerLimits limits;
  private byte[] bytes = NOTHING;
  private int length;
  private int reserved;
  private boolean discarded;

  RequestBody(Admission admission, ServerLimits limits) {
    this.admission = admission;
    this.limits = limits;
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
    if (added > limits.maxBodyBytes() - length) {
      throw limits.bodyTooLarge();
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
    int capacity = Math.max(needed, (int) Math.min(2L * bytes.length, limits.maxBodyBytes()));
    int growth = capacity - reserved;
    if (!admission.reserve(growth)) {
      throw Rooms.noMemory();
    }
    reserved += growth;
    bytes = Arrays.copyOf(bytes, capacity);
  }

  /** Hands over what was gathered, with the memory that was taken for it, and begins anew. */
  ByteString take(Exchange<?> exchange) {
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
}
