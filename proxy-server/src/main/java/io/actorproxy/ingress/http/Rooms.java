package io.actorproxy.ingress.http;

import io.actorproxy.codec.Room;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;

/** What those are told for whose body, or its other form, there is no memory. */
final class Rooms {
  private Rooms() {}

  /** For a request that is read: OVERLOADED, or BODY_TOO_LARGE if there never is so much. */
  static Room ofRequest(MemoryBudget memory, Holding holding, int bodyBytes) {
    return bytes -> {
      if (holding.tryAdmit(bytes)) {
        return;
      }
      long all = bodyBytes + holding.bytes() + bytes;
      if (all <= memory.limit()) {
        throw RequestBody.noMemory();
      }
      throw new FailureException(
          ErrorCode.BODY_TOO_LARGE,
          "to read this body takes more than %d bytes of memory, and all calls may take %d; send"
                  .formatted(all, memory.limit())
              + " protobuf, send less, or raise PROXY_MAX_INFLIGHT_BYTES and the memory of the"
              + " process");
    };
  }

  /** For an answer that is written. */
  static Room ofAnswer(Holding holding) {
    return bytes -> {
      if (!holding.tryFinish(bytes)) {
        throw new FailureException(
            ErrorCode.ANSWER_DISCARDED,
            "the request was carried out, but to write its answer in this form takes more than %d"
                    .formatted(holding.bytes())
                + " bytes of memory, which are not there now; ask for protobuf, or raise"
                + " PROXY_MAX_INFLIGHT_BYTES and the memory of the process");
      }
    };
  }
}
