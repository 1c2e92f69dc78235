package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
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
  private HostJson() {}

  /**
   * The JSON of an encoded ActorInvocation. Keeps large parts of the message.
   *
   * @param room is asked for what the text takes
   * @throws MalformedMessageException if it has something that JSON has no form for
   */
  public static WireMessage invocation(ByteString message, Room room)
      throws MalformedMessageException {
    try {
      return JsonCodec.write(
          room, true, encoder -> encoder.message(ActorInvocation.getDescriptor(), message));
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          "the invocation has no JSON form for its host: " + e.getMessage());
    }
  }

  /**
   * The encoded ActorInvocationResponse of what a host answered.
   *
   * @param maxBytes the most that it may have: a Value of one digit takes 11 bytes
   * @param room is asked for what this takes besides the text, the message included
   * @throws MalformedMessageException if it is none; says where
   */
  public static ByteString reply(ByteString json, int maxBytes, Room room)
      throws MalformedMessageException {
    return JsonCodec.read(ActorInvocationResponse.getDescriptor(), json, maxBytes, room, true);
  }
}
