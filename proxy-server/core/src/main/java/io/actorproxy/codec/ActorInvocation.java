package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Payload;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code spawn.ActorInvocation}, what the host is asked to run, to be written.
 *
 * @param actor the actor, with its parent if it has one
 * @param action the action
 * @param payload its input
 * @param caller who calls; null for a call from outside
 * @param state the current state, an encoded {@code google.protobuf.Any}; null, never an empty Any,
 *     when there is none: hosts die of an empty Any
 * @param tags the actor's tags
 * @param metadata of this one request
 */
public record ActorInvocation(
    ActorId actor,
    String action,
    Payload payload,
    @Nullable ActorId caller,
    @Nullable ByteString state,
    Map<String, String> tags,
    Map<String, String> metadata)
    implements WireMessage {

  @Override
  public int size() {
    return Fields.actorIdFieldSize(1, actor)
        + Fields.stringSize(2, action)
        + Fields.messageSize(3, contextSize())
        + Fields.payloadSize(4, 5, payload)
        + Fields.actorIdFieldSize(6, caller);
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    Fields.writeActorIdField(out, 1, actor);
    Fields.writeString(out, 2, action);
    Fields.writeMessageHead(out, 3, contextSize());
    writeContext(out);
    Fields.writePayload(out, 4, 5, payload);
    Fields.writeActorIdField(out, 6, caller);
  }

  // message spawn.Context {1 state, 2 caller, 3 self, 4 metadata, 5 tags}

  private int contextSize() {
    return Fields.bytesSize(1, state)
        + Fields.actorIdFieldSize(2, caller)
        + Fields.actorIdFieldSize(3, actor)
        + Fields.mapSize(4, metadata)
        + Fields.mapSize(5, tags);
  }

  private void writeContext(CodedOutputStream out) throws IOException {
    Fields.writeBytes(out, 1, state);
    Fields.writeActorIdField(out, 2, caller);
    Fields.writeActorIdField(out, 3, actor);
    Fields.writeMap(out, 4, metadata);
    Fields.writeMap(out, 5, tags);
  }
}
