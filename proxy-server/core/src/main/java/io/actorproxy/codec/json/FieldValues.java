package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireReader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the fields of one encoded message, as protobuf has it: of a field that comes twice the last
 * value counts, messages that come twice are merged, and of a oneof the last field counts. What is
 * inside of fields is not looked at, so this takes memory for each field of the type, and not for
 * each value.
 *
 * <p>A value is a Long for numbers (the bits of floating point), a ByteString for strings, bytes
 * and messages, and {@link Repeated} for fields that have many.
 */
final class FieldValues {
  /** How deep messages may be nested, as protobuf itself has it. */
  static final int MAX_DEPTH = 100;

  /** The tag of a string that is field 1. */
  private static final int KEY_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** Bytes of memory of a map entry that is kept, besides its content. */
  private static final int ENTRY_BYTES = 200;

  private static final int ENTRIES_STEP = 64;

  private final Room room;

  FieldValues(Room room) {
    this.room = room;
  }

  /** The values of a field, which are read again from its message. */
  record Repeated(FieldDescriptor field, ByteString message) {
    Cursor cursor() {
      return new Cursor(field, WireReader.of(field.getFullName(), message));
    }
  }

  /** Goes from one value of a field to the next. */
  static final class Cursor {
    private final FieldDescriptor field;
    private final WireReader in;
    private Object value = ByteString.EMPTY;

    private Cursor(FieldDescriptor field, WireReader in) {
      this.field = field;
      this.in = in;
    }

    boolean next() throws MalformedMessageException {
      for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
        if (WireFormat.getTagFieldNumber(tag) == field.getNumber() && fits(field, tag)) {
          value = valueOf(field, in);
          return true;
        }
        in.skip();
      }
      return false;
    }

    Object value() {
      return value;
    }
  }

  /** The fields that are there, by their numbers. */
  Map<FieldDescriptor, Object> read(Descriptor type, ByteString message)
      throws MalformedMessageException {
    Map<FieldDescriptor, Object> fields =
        new TreeMap<>(Comparator.comparingInt(FieldDescriptor::getNumber));
    Set<FieldDescriptor> merged = Set.of();
    WireReader in = WireReader.of(type.getFullName(), message);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (field == null || !fits(field, tag)) {
        in.skip();
      } else if (field.isRepeated()) {
        in.skip();
        fields.computeIfAbsent(field, _ -> new Repeated(field, message));
      } else {
        Object value = valueOf(field, in);
        if (field.getJavaType() == JavaType.MESSAGE
            && fields.get(field) instanceof ByteString part) {
          merged = merged.isEmpty() ? new HashSet<>() : merged;
          merged.add(field);
          value = part.concat((ByteString) value);
        }
        put(fields, field, value);
      }
    }
    for (FieldDescriptor field : merged) {
      ByteString parts = (ByteString) fields.getOrDefault(field, ByteString.EMPTY);
      room.take(2L * parts.size());
      fields.replace(field, UnsafeByteOperations.unsafeWrap(parts.toByteArray()));
    }
    return fields;
  }

  private static void put(
      Map<FieldDescriptor, Object> fields, FieldDescriptor field, Object value) {
    OneofDescriptor oneof = field.getContainingOneof();
    if (oneof != null) {
      fields.keySet().removeIf(other -> other.getContainingOneof() == oneof && other != field);
    }
    if (field.hasPresence() || !value.equals(absent(field))) {
      fields.put(field, value);
    } else {
      fields.remove(field);
    }
  }

  /** Takes the entries of a map. */
  interface EntryVisitor {
    void visit(ByteString key, Object value) throws MalformedMessageException;
  }

  /**
   * Hands on the entries of a map; of those with the same key the last, after all others. A key
   * that is the only one with its hash is so for certain, and nearly all are: they take four bytes
   * each, where a collection of them took fifty times that.
   */
  void entries(Repeated map, EntryVisitor visitor) throws MalformedMessageException {
    Descriptor type = map.field().getMessageType();
    FieldDescriptor key = type.findFieldByNumber(1);
    FieldDescriptor value = type.findFieldByNumber(2);
    Set<Integer> shared = sharedHashes(map);
    // Sorted, for keys that a client has made to have one hash would be a list in a hash table.
    Map<ByteString, Object> last = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    Cursor cursor = map.cursor();
    while (cursor.next()) {
      Map<FieldDescriptor, Object> entry = read(type, (ByteString) cursor.value());
      ByteString itsKey = (ByteString) entry.getOrDefault(key, ByteString.EMPTY);
      Object itsValue = entry.getOrDefault(value, absent(value));
      if (!shared.contains(itsKey.hashCode())) {
        visitor.visit(itsKey, itsValue);
      } else if (last.put(itsKey, itsValue) == null && last.size() % ENTRIES_STEP == 0) {
        room.take(ENTRIES_STEP * ENTRY_BYTES);
      }
    }
    for (Map.Entry<ByteString, Object> entry : last.entrySet()) {
      visitor.visit(entry.getKey(), entry.getValue());
    }
  }

  /** The hashes that several entries of a map have. */
  private Set<Integer> sharedHashes(Repeated map) throws MalformedMessageException {
    int count = 0;
    for (Cursor cursor = map.cursor(); cursor.next(); ) {
      count++;
    }
    room.take((long) Integer.BYTES * count);
    int[] hashes = new int[count];
    Cursor cursor = map.cursor();
    for (int i = 0; i < count && cursor.next(); i++) {
      hashes[i] = keyOf((ByteString) cursor.value()).hashCode();
    }
    Arrays.sort(hashes);
    Set<Integer> shared = new HashSet<>();
    for (int i = 1; i < count; i++) {
      if (hashes[i] == hashes[i - 1]
          && shared.add(hashes[i])
          && shared.size() % ENTRIES_STEP == 0) {
        room.take(ENTRIES_STEP * ENTRY_BYTES);
      }
    }
    return shared;
  }

  /** Whether one of the entries of a map has that key. */
  static boolean hasKey(Repeated map, ByteString key) throws MalformedMessageException {
    Cursor cursor = map.cursor();
    while (cursor.next()) {
      if (keyOf((ByteString) cursor.value()).equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** The key of a map's entry; all maps of the protocol have strings there. */
  private static ByteString keyOf(ByteString entry) throws MalformedMessageException {
    ByteString key = ByteString.EMPTY;
    WireReader in = WireReader.of("a map's entry", entry);
    for (int tag = in.nextTag(); tag != 0; tag = in.nextTag()) {
      if (tag == KEY_TAG) {
        key = in.bytes();
      } else {
        in.skip();
      }
    }
    return key;
  }

  /** The value of an absent field. */
  static Object absent(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE, STRING, BYTE_STRING -> ByteString.EMPTY;
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN, ENUM -> 0L;
    };
  }

  /** Whether the field is written in this way; another one is a field that is not known. */
  private static boolean fits(FieldDescriptor field, int tag) {
    int wireType = WireFormat.getTagWireType(tag);
    return switch (field.getType()) {
      case MESSAGE, STRING, BYTES -> wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      case DOUBLE -> wireType == WireFormat.WIRETYPE_FIXED64;
      case FLOAT -> wireType == WireFormat.WIRETYPE_FIXED32;
      default -> wireType == WireFormat.WIRETYPE_VARINT;
    };
  }

  private static Object valueOf(FieldDescriptor field, WireReader in)
      throws MalformedMessageException {
    return switch (field.getType()) {
      case MESSAGE, BYTES -> in.bytes();
      case STRING -> {
        ByteString text = in.bytes();
        if (!text.isValidUtf8()) {
          throw new MalformedMessageException(field.getFullName() + " is not UTF-8");
        }
        yield text;
      }
      case DOUBLE -> in.fixed64();
      case FLOAT -> (long) in.fixed32();
      case BOOL -> in.bool() ? 1L : 0L;
      case INT32, UINT32, ENUM -> (long) (int) in.int64();
      default -> in.int64();
    };
  }
}
