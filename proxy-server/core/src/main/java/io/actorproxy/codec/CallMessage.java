package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Principal;
import java.io.IOException;

/**
 * A call as it is stored until it is delivered: an encoded {@code spawn.InvocationRequest}. When it
 * is due, who asked and how many hops led to it is not part of it.
 */
public record CallMessage(Call call) implements WireMessage {

  /** The call that was stored; the proxy is to make it now. */
  public static Call read(byte[] bytes, Origin origin) throws MalformedMessageException {
    ByteString stored = UnsafeByteOperations.unsafeWrap(bytes);
    return InvocationEnvelope.read(stored, Principal.PROXY, origin).call();
  }

  // message spawn.InvocationRequest {1 system, 2 actor, 3 action_name, 4 value, 7 noop, 6 caller,
  // 8 metadata, 11 register_ref}; message spawn.actors.Actor {1 id}

  private ActorId target() {
    return new ActorId(call.system(), call.parent(), call.name());
  }

  @Override
  public int size() {
    return Fields.messageSize(2, Fields.actorIdFieldSize(1, target()))
        + Fields.stringSize(3, call.action())
        + Fields.payloadSize(4, 7, call.payload())
        + Fields.actorIdFieldSize(6, call.caller())
        + Fields.mapSize(8, call.metadata())
        + Fields.stringSize(11, call.registerRef());
  }

  @Override
  public void writeTo(CodedOutputStream out) throws IOException {
    Fields.writeMessageHead(out, 2, Fields.actorIdFieldSize(1, target()));
    Fields.writeActorIdField(out, 1, target());
    Fields.writeString(out, 3, call.action());
    Fields.writePayload(out, 4, 7, call.payload());
    Fields.writeActorIdField(out, 6, call.caller());
    Fields.writeMap(out, 8, call.metadata());
    Fields.writeString(out, 11, call.registerRef());
  }
}
