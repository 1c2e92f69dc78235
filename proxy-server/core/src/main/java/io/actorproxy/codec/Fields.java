package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Payload;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pieces that several messages of the protocol share: identities, string maps, payloads. */
public final class Fields {
  private static final ByteString NO_BYTES = ByteString.EMPTY;

  private Fields() {}

  // --- actor identities: message spawn.actors.ActorId {1 name, 2 system, 3 parent}

  /** An identity; one without a system is of the default one. */
  public static ActorId readActorId(WireReader in, String defaultSystem)
      throws MalformedMessageException {
    String name = "";
    String system = "";
    String parent = "";
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      switch (tag) {
        case 10 -> name = in.string();
        case 18 -> system = in.string();
        case 26 -> parent = in.string();
        default -> in.skip();
      }
    }
    return new ActorId(system.isEmpty() ? defaultSystem : system, parent, name);
  }

  static int actorIdSize(ActorId id) {
    return stringSize(1, id.name()) + stringSize(2, id.system()) + stringSize(3, id.parent());
  }

  static void writeActorId(CodedOutputStream out, ActorId id) throws IOException {
    writeString(out, 1, id.name());
    writeString(out, 2, id.system());
    writeString(out, 3, id.parent());
  }

  /** The size of a field with an identity; none is not written. */
  public static int actorIdFieldSize(int field, @Nullable ActorId id) {
    return id == null ? 0 : messageSize(field, actorIdSize(id));
  }

  public static void writeActorIdField(CodedOutputStream out, int field, @Nullable ActorId id)
      throws IOException {
    if (id != null) {
      writeMessageHead(out, field, actorIdSize(id));
      writeActorId(out, id);
    }
  }

  // --- map<string, string>

  static void readMapEntry(WireReader entry, Map<String, String> into)
      throws MalformedMessageException {
    String key = "";
    String value = "";
    for (int tag = entry.nextTag(); tag != 0; tag = entry.nextTag()) {
      switch (tag) {
        case 10 -> key = entry.string();
        case 18 -> value = entry.string();
        default -> entry.skip();
      }
    }
    into.put(key, value);
  }

  static int mapSize(int field, Map<String, String> map) {
    if (map.isEmpty()) {
      return 0;
    }
    int size = 0;
    for (Map.Entry<String, String> e : map.entrySet()) {
      size += messageSize(field, entrySize(e));
    }
    return size;
  }

  static void writeMap(CodedOutputStream out, int field, Map<String, String> map)
      throws IOException {
    if (map.isEmpty()) {
      return;
    }
    for (Map.Entry<String, String> e : map.entrySet()) {
      writeMessageHead(out, field, entrySize(e));
      out.writeString(1, e.getKey());
      out.writeString(2, e.getValue());
    }
  }

  private static int entrySize(Map.Entry<String, String> e) {
    return CodedOutputStream.computeStringSize(1, e.getKey())
        + CodedOutputStream.computeStringSize(2, e.getValue());
  }

  // --- oneof payload { google.protobuf.Any value; Noop noop }

  static int payloadSize(int valueField, int noopField, Payload payload) {
    return switch (payload) {
      case Payload.Absent _ -> 0;
      case Payload.Noop _ -> CodedOutputStream.computeBytesSize(noopField, NO_BYTES);
      case Payload.Value(ByteString any) -> CodedOutputStream.computeBytesSize(valueField, any);
    };
  }

  static void writePayload(CodedOutputStream out, int valueField, int noopField, Payload payload)
      throws IOException {
    switch (payload) {
      case Payload.Absent _ -> {}
      case Payload.Noop _ -> out.writeBytes(noopField, NO_BYTES);
      case Payload.Value(ByteString any) -> out.writeBytes(valueField, any);
    }
  }

  /**
   * A value that follows {@code earlier} in the same oneof: two values merge, else the last wins.
   */
  public static Payload readValue(WireReader in, Payload earlier) throws MalformedMessageException {
    return new Payload.Value(
        readAny(in, "value", earlier instanceof Payload.Value(ByteString any) ? any : null));
  }

  /**
   * An Any that is only passed on. It must be valid all the same, or its receiver could not read
   * the message around it. If it comes in parts, each part must be valid and is checked once.
   */
  static ByteString readAny(WireReader in, String field, @Nullable ByteString earlier)
      throws MalformedMessageException {
    ByteString part = in.bytes();
    WireReader content = in.within(field, part);
    for (int tag = content.nextTag(); tag != 0; tag = content.nextTag()) {
      switch (tag) {
        case 10 -> content.requireUtf8("type_url");
        default -> content.skip();
      }
    }
    return earlier == null ? part : earlier.concat(part);
  }

  // --- scalars and heads; a default value is not written (proto3)

  public static int stringSize(int field, String value) {
    return value.isEmpty() ? 0 : CodedOutputStream.computeStringSize(field, value);
  }

  public static void writeString(CodedOutputStream out, int field, String value)
      throws IOException {
    if (!value.isEmpty()) {
      out.writeString(field, value);
    }
  }

  static int bytesSize(int field, @Nullable ByteString value) {
    return value == null ? 0 : CodedOutputStream.computeBytesSize(field, value);
  }

  static void writeBytes(CodedOutputStream out, int field, @Nullable ByteString value)
      throws IOException {
    if (value != null) {
      out.writeBytes(field, value);
    }
  }

  /** The size of a message field whose content has {@code size} bytes. */
  public static int messageSize(int field, int size) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(size)
        + size;
  }

  public static void writeMessageHead(CodedOutputStream out, int field, int size)
      throws IOException {
    out.writeUInt32NoTag(WireReader.lengthDelimited(field));
    out.writeUInt32NoTag(size);
  }
}
