package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.codec.MalformedMessageException;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;

/**
 * What a host that speaks JSON is sent, and what it answers: protobuf's JSON mapping of {@code
 * ActorInvocation} and {@code ActorInvocationResponse}, with one addition. Where the protocol has
 * an Any, the host may write any JSON, and it is kept as {@code google.protobuf.Value}; a Value is
 * handed to the host as plain JSON again. Only an object with the key {@code @type} stands for an
 * Any of that type.
 */
public final class HostJson {
  /** No message is larger than so many times its JSON: a Value of one digit takes 11 bytes. */
  private static final long GROWTH = 16;

  private HostJson() {}

  /**
   * The JSON of an encoded ActorInvocation.
   *
   * @throws MalformedMessageException if it has something that JSON has no form for
   */
  public static ByteString invocation(ByteString message) throws MalformedMessageException {
    try {
      return JsonCodec.write(ActorInvocation.getDescriptor(), message, true);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(
          "the invocation has no JSON form for its host: " + e.getMessage());
    }
  }

  /**
   * The encoded ActorInvocationResponse of what a host answered.
   *
   * @throws MalformedMessageException if it is none; says where
   */
  public static ByteString reply(ByteString json) throws MalformedMessageException {
    long most = Math.min(Integer.MAX_VALUE - 16L, 1024 + GROWTH * json.size());
    return JsonCodec.read(ActorInvocationResponse.getDescriptor(), json, (int) most, true);
  }
}
