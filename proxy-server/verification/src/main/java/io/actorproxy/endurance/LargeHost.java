package io.actorproxy.endurance;

import com.google.protobuf.Any;
import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.sdks.PlainHost;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import java.nio.ByteBuffer;

/**
 * A host with large states and answers. A call brings its number in its metadata; what is in the
 * payload does not matter. It keeps nothing itself.
 */
final class LargeHost {
  /** Notes the call, and answers what the actor has run. */
  static final String VISIT = "visit";

  /** As {@link #VISIT}, in an answer of 8 MiB. */
  static final String VISIT_LARGE = "visitLarge";

  /** Answers what the actor has run. */
  static final String READ = "read";

  /** The metadata that tells the number of a call. */
  static final String NUMBER = "number";

  static final int LARGE = 8 << 20;

  private LargeHost() {}

  /** Serves on the port given, with states of the size given, until the process ends. */
  static void main(String[] arguments) throws Exception {
    int stateBytes = Integer.parseInt(arguments[1]);
    try (PlainHost _ =
        new PlainHost(Integer.parseInt(arguments[0]), call -> run(call, stateBytes))) {
      Thread.currentThread().join();
    }
  }

  private static ActorInvocationResponse run(ActorInvocation call, int stateBytes) {
    Visits visits = Visits.of(bytes(call.getCurrentContext().getState()));
    ActorInvocationResponse.Builder answer = PlainHost.unchanged(call);
    if (!call.getActionName().equals(READ)) {
      visits = visits.with(number(call));
      answer.getUpdatedContextBuilder().setState(any(visits.toBytes(stateBytes)));
    }
    int size = call.getActionName().equals(VISIT_LARGE) ? LARGE : 0;
    return answer.setValue(any(visits.toBytes(size))).build();
  }

  private static long number(ActorInvocation call) {
    return Long.parseLong(call.getCurrentContext().getMetadataOrThrow(NUMBER));
  }

  static Any any(byte[] bytes) {
    return Any.pack(BytesValue.of(UnsafeByteOperations.unsafeWrap(bytes)));
  }

  static ByteBuffer bytes(Any any) {
    try {
      return any.getTypeUrl().isEmpty()
          ? ByteBuffer.allocate(0)
          : any.unpack(BytesValue.class).getValue().asReadOnlyByteBuffer();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
