package io.actorproxy.ingress.http;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.MemoryBudget;

/**
 * How much memory a JSON body takes while it is turned into a message, or a message while it is
 * turned into JSON: the text, what is being read of it, the message, and the arrays in which these
 * grow.
 */
final class JsonWeight {
  private static final int EACH_BYTE = 8;

  private JsonWeight() {}

  /** Of a body, or a message, of so many bytes; 0 if that is not worth counting. */
  static long of(int bytes) {
    return bytes < MemoryBudget.SMALL ? 0 : (long) EACH_BYTE * bytes;
  }

  /**
   * Takes memory for a request that is read.
   *
   * @throws FailureException with OVERLOADED, or BODY_TOO_LARGE if there never is so much
   */
  static void admit(MemoryBudget memory, long weight) {
    if (weight == 0 || memory.tryAdmit(weight)) {
      return;
    }
    if (weight <= memory.limit()) {
      throw RequestBody.noMemory();
    }
    throw new FailureException(
        ErrorCode.BODY_TOO_LARGE,
        "to read this JSON takes about %d bytes of memory, and all calls may take %d; send protobuf,"
                .formatted(weight, memory.limit())
            + " send less, or raise PROXY_MAX_INFLIGHT_BYTES and the memory of the process");
  }
}
