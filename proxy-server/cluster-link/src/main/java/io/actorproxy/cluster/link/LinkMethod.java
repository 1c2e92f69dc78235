package io.actorproxy.cluster.link;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The one gRPC method of a link: chunks in both directions, which are bytes and stay bytes. */
final class LinkMethod {
  /** Chunks that come are read where they are, before the next one comes. */
  private static final MethodDescriptor.Marshaller<InputStream> AS_IT_IS =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream chunk) {
          return chunk;
        }

        @Override
        public InputStream parse(InputStream chunk) {
          return chunk;
        }
      };

  static final String SERVICE = "io.actorproxy.MemberLink";

  static final MethodDescriptor<InputStream, InputStream> CONNECT =
      MethodDescriptor.newBuilder(AS_IT_IS, AS_IT_IS)
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Connect"))
          .build();

  /** The largest message that gRPC takes in. */
  static final int MESSAGE_BYTES = Chunk.BYTES;

  /** How many bytes may be under way, in each direction. */
  static final int WINDOW_BYTES = 1 << 20;

  /** The largest head of a request or response. */
  static final int METADATA_BYTES = 8 << 10;

  /** How many bytes wait in gRPC, so that the next chunk is made while one is written. */
  static final int READY_BYTES = 2 * Chunk.BYTES;

  /** None: what is compressed may become far larger. */
  static final DecompressorRegistry NO_COMPRESSION =
      DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

  private LinkMethod() {}

  /** What a status says, with the deepest reason. */
  static String describe(Status status) {
    String text = status.getDescription() == null ? "" : ": " + status.getDescription();
    Throwable deepest = status.getCause();
    while (deepest != null && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return status.getCode() + text + reason(deepest);
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null ? "" : " (" + cause.getMessage() + ")";
  }
}
