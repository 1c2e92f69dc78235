package io.actorproxy.http;

import io.actorproxy.codec.Room;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;

/** The memory that bodies, and their other forms, are read and written in. */
public final class Rooms {
  private Rooms() {}

  /** For a request that is read: OVERLOADED, or BODY_TOO_LARGE if there never is so much. */
  public static Room ofRequest(MemoryBudget memory, Holding holding, int bodyBytes) {
    return bytes -> {
      if (holding.tryAdmit(bytes)) {
        return;
      }
      long all = bodyBytes + holding.bytes() + bytes;
      if (all <= memory.limit()) {
        throw noMemory();
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
  public static Room ofAnswer(Holding holding) {
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

  /** OVERLOADED. */
  public static FailureException noMemory() {
    return new FailureException(
        ErrorCode.OVERLOADED,
        "too many large bodies are under way at once; try again later, or raise"
            + " PROXY_MAX_INFLIGHT_BYTES and PROXY_HTTP_MAX_BUFFERED_BYTES");
  }
}
