package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireReader;
import io.actorproxy.http.Rooms;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.MemoryBudget;
import io.spawn.SpawnRequest;

/** How much memory it takes to work on a message, besides its own bytes. */
final class Weight {
  /** A name of one letter is an object of forty bytes with texts of as many. */
  private static final int DECLARED_BYTE = 24;

  /** Its identity, as it is read and as it is recorded, and what waits for the recording. */
  private static final int SPAWNED_ACTOR = 1 << 10;

  private Weight() {}

  /** The weight of a registration while it is read and taken over. */
  static long ofRegistration(ByteString message) {
    return worthCounting(message.size(), (long) DECLARED_BYTE * message.size());
  }

  /** The weight of a request to spawn, from reading it to the recording of its actors. */
  static long ofSpawning(ByteString message) throws MalformedMessageException {
    if (message.size() < MemoryBudget.SMALL) {
      return 0;
    }
    int actors = 0;
    WireReader in = WireReader.of("SpawnRequest", message);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      if (WireFormat.getTagFieldNumber(tag) == SpawnRequest.ACTORS_FIELD_NUMBER) {
        actors++;
      }
      in.skip();
    }
    return (long) SPAWNED_ACTOR * actors;
  }

  private static long worthCounting(int bytes, long weight) {
    return bytes < MemoryBudget.SMALL ? 0 : weight;
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
      throw Rooms.noMemory();
    }
    throw new FailureException(
        ErrorCode.BODY_TOO_LARGE,
        ("to read this body takes about %d bytes of memory, and all calls may take %d; send less at"
                + " a time, protobuf instead of JSON, or raise PROXY_MAX_INFLIGHT_BYTES and the"
                + " memory of the process")
            .formatted(weight, memory.limit()));
  }
}
