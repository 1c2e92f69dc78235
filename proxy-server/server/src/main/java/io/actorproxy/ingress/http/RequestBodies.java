package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.actorproxy.codec.Inflation;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.json.JsonCodec;
import io.actorproxy.http.Gzip;
import io.actorproxy.http.Rooms;
import io.actorproxy.http.ServerLimits;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.spawn.InvocationRequest;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;

/**
 * Reads the messages of requests out of their bodies, which are protobuf or JSON, plain or in gzip.
 *
 * @param limits of the bodies, also when they are decompressed
 */
record RequestBodies(ServerLimits limits, MemoryBudget memory) {
  /** Whether reading the body would hold an event loop for long. */
  static boolean isLong(ApiHead head, ByteString body) {
    Route route = head.route();
    if (!route.takesMessage()) {
      return false;
    }
    // A small gzip may hold a large body.
    return head.coding() == Gzip.Coding.GZIP
        || body.size() > Offload.SMALL
            && (route != Route.INVOKE
                || head.requestForm() == ContentType.JSON
                || head.responseForm() == ContentType.JSON);
  }

  /** How many bytes are worked on to read a body, as far as that is known before. */
  int expectedBytes(ApiHead head, ByteString body) {
    return head.coding() == Gzip.Coding.GZIP
        ? Inflation.expectedBytes(body, limits.maxBodyBytes())
        : body.size();
  }

  /** The encoded message of a small body; of a route that takes none, nothing. */
  ByteString read(ApiHead head, ByteString body) throws MalformedMessageException {
    if (!head.route().takesMessage()) {
      return ByteString.EMPTY;
    }
    if (!isTranslated(head)) {
      return body;
    }
    try (Holding holding = memory.holding()) {
      return read(head, body, Rooms.ofRequest(memory, holding, body.size()));
    }
  }

  private static boolean isTranslated(ApiHead head) {
    return head.requestForm() == ContentType.JSON
        || head.route() == Route.INVOKE && head.responseForm() == ContentType.JSON;
  }

  /** The same of any body; the room is asked for the memory that it takes. */
  ByteString read(ApiHead head, ByteString body, Room room) throws MalformedMessageException {
    Descriptor type =
        switch (head.route()) {
          case REGISTER -> RegistrationRequest.getDescriptor();
          case SPAWN -> SpawnRequest.getDescriptor();
          default -> InvocationRequest.getDescriptor();
        };
    ByteString plain = head.coding() == Gzip.Coding.GZIP ? Gzip.inflate(body, limits, room) : body;
    if (head.requestForm() == ContentType.JSON) {
      return JsonCodec.toProtobuf(type, plain, limits.maxBodyBytes(), room);
    }
    if (head.route() == Route.INVOKE && head.responseForm() == ContentType.JSON) {
      JsonCodec.check(type, plain, room);
    }
    return plain;
  }
}
