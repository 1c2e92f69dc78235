package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Channel;
import io.spawn.actors.Metadata;
import io.spawn.actors.Registry;
import java.io.IOException;

/**
 * Reads what hosts declare.
 *
 * <p>Early SDKs (Spring 0.5, Python 0.1, Rust 0.1, Java up to 1.2) send each {@code
 * Metadata.channel_group} as a plain string, the topic, where today's send a {@code Channel}. Both
 * look alike on the wire, and a string read as a Channel makes the registration unreadable or loses
 * the topic. So the strings are made Channels, and nothing else is touched, before the message is
 * parsed.
 */
public final class RegistrationReader {
  /** An entry of a map is a message of a key and a value. */
  private static final int MAP_VALUE = 2;

  private static final ByteString TOPIC =
      ByteString.copyFrom(
          new byte[] {(byte) WireReader.lengthDelimited(Channel.TOPIC_FIELD_NUMBER)});

  /** From the request down to the channel groups: the numbers of the fields that lead there. */
  private static final int[] PATH = {
    RegistrationRequest.ACTOR_SYSTEM_FIELD_NUMBER,
    ActorSystem.REGISTRY_FIELD_NUMBER,
    Registry.ACTORS_FIELD_NUMBER,
    MAP_VALUE,
    Actor.METADATA_FIELD_NUMBER,
    Metadata.CHANNEL_GROUP_FIELD_NUMBER,
  };

  private static final int SYSTEM_DEPTH = 1;
  private static final int ACTOR_DEPTH = 4;

  private RegistrationReader() {}

  /**
   * Reads an encoded RegistrationRequest of any SDK.
   *
   * @throws MalformedMessageException if it is none; says at which byte or field
   */
  public static RegistrationRequest read(ByteString bytes) throws MalformedMessageException {
    return MessageReader.read(RegistrationRequest.getDefaultInstance(), current(bytes, 0));
  }

  /**
   * Makes sure that an ActorSystem of any SDK can be read.
   *
   * @throws MalformedMessageException if not; says at which byte or field
   */
  static void checkSystem(ByteString bytes) throws MalformedMessageException {
    MessageReader.read(ActorSystem.getDefaultInstance(), current(bytes, SYSTEM_DEPTH));
  }

  /**
   * Makes sure that an Actor of any SDK can be read.
   *
   * @throws MalformedMessageException if not; says at which byte or field
   */
  static void checkActor(ByteString bytes) throws MalformedMessageException {
    MessageReader.read(Actor.getDefaultInstance(), current(bytes, ACTOR_DEPTH));
  }

  /**
   * Reads an encoded SpawnRequest.
   *
   * @throws MalformedMessageException if it is none; says at which byte or field
   */
  public static SpawnRequest readSpawn(ByteString bytes) throws MalformedMessageException {
    return MessageReader.read(SpawnRequest.getDefaultInstance(), bytes);
  }

  /** What stands at a depth of the path, in today's form if it can be read at all. */
  private static ByteString current(ByteString bytes, int depth) {
    try {
      return rewrite(bytes, depth);
    } catch (IOException e) {
      // Parsing fails too, and says where.
      return bytes;
    }
  }

  /** The message with its channel groups in today's form; the same object if they are already. */
  private static ByteString rewrite(ByteString message, int depth) throws IOException {
    if (depth == PATH.length) {
      return channelOf(message);
    }
    int wanted = WireReader.lengthDelimited(PATH[depth]);
    ByteString result = ByteString.EMPTY;
    int copied = 0;
    CodedInputStream in = message.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != wanted) {
        in.skipField(tag);
        continue;
      }
      int lengthAt = in.getTotalBytesRead();
      ByteString field = in.readBytes();
      ByteString rewritten = rewrite(field, depth + 1);
      if (rewritten != field) {
        result = result.concat(message.substring(copied, lengthAt)).concat(sized(rewritten));
        copied = in.getTotalBytesRead();
      }
    }
    return copied == 0 ? message : result.concat(message.substring(copied));
  }

  private static ByteString sized(ByteString field) throws IOException {
    ByteString.Output bytes = ByteString.newOutput(field.size() + 5);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytesNoTag(field);
    out.flush();
    return bytes.toByteString();
  }

  /** What is no text is no topic: it is left for the parser to say what is wrong, if anything. */
  private static ByteString channelOf(ByteString group) throws IOException {
    return isChannel(group) || !group.isValidUtf8() ? group : TOPIC.concat(sized(group));
  }

  /** A topic's name does not begin with a line feed or a DC2, which are the tags of a Channel. */
  private static boolean isChannel(ByteString group) {
    if (group.isEmpty()) {
      return true;
    }
    if (group.byteAt(0) != 0x0a && group.byteAt(0) != 0x12) {
      return false;
    }
    try {
      Channel.parseFrom(group);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
