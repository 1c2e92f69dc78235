package io.actorproxy.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.InvocationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import java.nio.ByteBuffer;

/** One call as it looks on the wire: about 250 bytes in, and an answer of about as many. */
public final class Sample {
  public static final String SYSTEM = "bench";
  public static final String TYPE = "counter";
  public static final String ACTION = "add";

  private Sample() {}

  public static InvocationRequest request() {
    ActorId id =
        ActorId.newBuilder().setSystem(SYSTEM).setName("counter-000001").setParent(TYPE).build();
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actor.newBuilder().setId(id))
            .setActionName(ACTION)
            .setValue(any("bench.Input", 128));
    request.getSystemBuilder().setName(SYSTEM);
    return request.build();
  }

  public static ActorInvocationResponse hostReply() {
    return ActorInvocationResponse.newBuilder()
        .setActorName("counter-000001")
        .setActorSystem(SYSTEM)
        .setUpdatedContext(Context.newBuilder().setState(any("bench.Counter", 64)))
        .setValue(any("bench.Output", 128))
        .build();
  }

  public static Any any(String type, int bytes) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + type)
        .setValue(ByteString.copyFrom(new byte[bytes]))
        .build();
  }

  /**
   * A message of HTTP/1.1 in memory as a socket's, to be read again and again: releasing it does
   * nothing.
   *
   * @param head its lines but that of the length
   */
  public static ByteBuf http(byte[] body, String... head) {
    String lines = String.join("\r\n", head) + "\r\ncontent-length: " + body.length + "\r\n\r\n";
    return direct(ByteString.copyFrom(lines, US_ASCII).concat(ByteString.copyFrom(body)));
  }

  /** Such memory that holds {@code bytes}. */
  public static ByteBuf direct(ByteString bytes) {
    ByteBuffer memory = ByteBuffer.allocateDirect(bytes.size());
    bytes.copyTo(memory);
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.flip()));
  }
}
