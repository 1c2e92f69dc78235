package io.actorproxy.codec.json;

import static io.actorproxy.codec.json.JsonDecoder.BASE64;
import static io.actorproxy.codec.json.JsonDecoder.ENCODING;
import static io.actorproxy.codec.json.JsonDecoder.MAX_ANY_DEPTH;
import static io.actorproxy.codec.json.JsonDecoder.TYPE;
import static io.actorproxy.codec.json.JsonDecoder.VALUE;
import static io.actorproxy.codec.json.JsonDecoder.VALUE_URL;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON form of one encoded message, field by field from its encoding: there is no object
 * of the message, which would be many times as large as a message of many small fields.
 */
final class JsonEncoder {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int BILLION = 1_000_000_000;

  /** From here on, not every whole number is a double, or a float. */
  private static final double DOUBLE_EXACT_BELOW = 1L << 53;

  private static final double FLOAT_EXACT_BELOW = 1L << 24;

  private static final Descriptor VALUE_TYPE = Value.getDescriptor();
  private static final ByteString TYPE_NAME = ByteString.copyFromUtf8(TYPE);

  private final JsonOutput out;
  private final FieldValues values;
  private int anyDepth;
  private int depth;

  /** Whether an Any of {@code google.protobuf.Value} is the JSON that it stands for. */
  private final boolean isPlain;

  JsonEncoder(JsonOutput out, Room room, boolean isPlain) {
    this.isPlain = isPlain;
    this.out = out;
    this.values = new FieldValues(room);
  }

  /**
   * Writes a message.
   *
   * @throws MalformedMessageException if it is none of the type, or holds what JSON cannot say,
   *     outside of any Any or in one that has to be plain
   */
  void message(Descriptor type, ByteString message) throws MalformedMessageException {
    message(type, values.read(type, message));
  }

  /** As {@link #message(Descriptor, ByteString)}, with one field beside those of the message. */
  void message(Descriptor type, ByteString message, int field, ByteString value)
      throws MalformedMessageException {
    Map<FieldDescriptor, Object> fields = values.read(type, message);
    fields.put(type.findFieldByNumber(field), value);
    message(type, fields);
  }

  private void message(Descriptor type, Map<FieldDescriptor, Object> fields)
      throws MalformedMessageException {
    if (++depth > FieldValues.MAX_DEPTH) {
      throw new MalformedMessageException("messages are nested too deeply");
    }
    if (!JsonTypes.hasOwnForm(type)) {
      out.ascii('{');
      fields(fields, true);
      out.ascii('}');
    } else {
      ownForm(type, fields);
    }
    depth--;
  }

  private void ownForm(Descriptor type, Map<FieldDescriptor, Object> fields)
      throws MalformedMessageException {
    switch (type.getName()) {
      case "Any" -> any(bytes(type, fields, 1).toStringUtf8(), bytes(type, fields, 2));
      case "Timestamp" -> timestamp(number(type, fields, 1), (int) number(type, fields, 2));
      case "Duration" -> duration(number(type, fields, 1), (int) number(type, fields, 2));
      case "FieldMask" -> fieldMask(list(fields));
      case "Struct" -> struct(list(fields));
      case "Value" -> value(fields);
      case "ListValue" -> array(list(fields));
      // What is left are the wrappers of scalars.
      default -> {
        FieldDescriptor field = type.findFieldByNumber(1);
        scalar(field, fields.getOrDefault(field, FieldValues.absent(field)));
      }
    }
  }

  private static ByteString bytes(
      Descriptor type, Map<FieldDescriptor, Object> fields, int number) {
    return (ByteString) fields.getOrDefault(type.findFieldByNumber(number), ByteString.EMPTY);
  }

  private static long number(Descriptor type, Map<FieldDescriptor, Object> fields, int number) {
    return (long) fields.getOrDefault(type.findFieldByNumber(number), 0L);
  }

  /** The only field of a type that has but one, and that repeated. */
  private static FieldValues.@Nullable Repeated list(Map<FieldDescriptor, Object> fields) {
    return fields.isEmpty() ? null : (FieldValues.Repeated) fields.values().iterator().next();
  }

  private void fields(Map<FieldDescriptor, Object> fields, boolean isFirst)
      throws MalformedMessageException {
    boolean isNext = !isFirst;
    for (Map.Entry<FieldDescriptor, Object> entry : fields.entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (isNext) {
        out.ascii(',');
      }
      isNext = true;
      out.string(field.getJsonName());
      out.ascii(':');
      if (!(entry.getValue() instanceof FieldValues.Repeated repeated)) {
        scalar(field, entry.getValue());
      } else if (field.isMapField()) {
        map(repeated);
      } else {
        array(repeated);
      }
    }
  }

  private void map(FieldValues.Repeated entries) throws MalformedMessageException {
    FieldDescriptor value = entries.field().getMessageType().findFieldByNumber(2);
    out.ascii('{');
    int start = out.place();
    values.entries(
        entries,
        (key, its) -> {
          if (out.place() > start) {
            out.ascii(',');
          }
          out.utf8(key);
          out.ascii(':');
          scalar(value, its);
        });
    out.ascii('}');
  }

  private void array(FieldValues.@Nullable Repeated repeated) throws MalformedMessageException {
    out.ascii('[');
    if (repeated != null) {
      boolean isNext = false;
      FieldValues.Cursor cursor = repeated.cursor();
      while (cursor.next()) {
        if (isNext) {
          out.ascii(',');
        }
        isNext = true;
        scalar(repeated.field(), cursor.value());
      }
    }
    out.ascii(']');
  }

  private void scalar(FieldDescriptor field, Object value) throws MalformedMessageException {
    switch (field.getType()) {
      case MESSAGE -> message(field.getMessageType(), (ByteString) value);
      case STRING -> out.utf8((ByteString) value);
      case BYTES -> out.base64((ByteString) value);
      case ENUM -> enumValue(field, (int) (long) value);
      case INT64 -> out.string(value.toString());
      case UINT64 -> out.string(Long.toUnsignedString((long) value));
      case UINT32 -> out.ascii(Integer.toUnsignedString((int) (long) value));
      case INT32 -> out.ascii(Integer.toString((int) (long) value));
      case BOOL -> out.ascii((long) value != 0 ? "true" : "false");
      case DOUBLE -> {
        double number = Double.longBitsToDouble((long) value);
        number(number, Double.toString(number), DOUBLE_EXACT_BELOW);
      }
      case FLOAT -> {
        float number = Float.intBitsToFloat((int) (long) value);
        number(number, Float.toString(number), FLOAT_EXACT_BELOW);
      }
      default -> throw new IllegalStateException("no message has a field of " + field.getType());
    }
  }

  private void enumValue(FieldDescriptor field, int number) {
    EnumValueDescriptor value = field.getEnumType().findValueByNumber(number);
    if (value == null) {
      out.ascii(Integer.toString(number));
    } else {
      out.string(value.getName());
    }
  }

  private void number(double value, String text, double exactBelow) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.string(text);
    } else {
      // Languages that tell whole numbers from others read 5.0 as another kind of number than 5.
      boolean isWhole = Math.rint(value) == value && Math.abs(value) < exactBelow;
      boolean isNegativeZero = value == 0 && 1 / value < 0;
      out.ascii(isWhole && !isNegativeZero ? Long.toString((long) value) : text);
    }
  }

  // --- types with a form of their own

  /** With its fields if its type is known and they can be said in JSON, else as bytes. */
  private void any(String typeUrl, ByteString bytes) throws MalformedMessageException {
    if (isPlain && anyDepth == 0 && typeUrl.equals(VALUE_URL)) {
      plainValue(bytes);
      return;
    }
    Descriptor type = JsonTypes.find(typeUrl);
    int place = out.place();
    int outside = depth;
    if (type != null && anyDepth < MAX_ANY_DEPTH) {
      anyDepth++;
      depth = 0;
      try {
        openAny(typeUrl, type, values.read(type, bytes));
        return;
      } catch (MalformedMessageException _) {
        out.goBack(place);
      } finally {
        anyDepth--;
        depth = outside;
      }
    }
    out.ascii('{');
    if (!typeUrl.isEmpty()) {
      member(TYPE);
      out.string(typeUrl);
    }
    boolean hasOwnForm = type != null && JsonTypes.hasOwnForm(type);
    if (!bytes.isEmpty() || hasOwnForm) {
      if (!typeUrl.isEmpty()) {
        out.ascii(',');
      }
      member(VALUE);
      out.base64(bytes);
      if (hasOwnForm) {
        out.ascii(',');
        member(ENCODING);
        out.string(BASE64);
      }
    }
    out.ascii('}');
  }

  private void plainValue(ByteString bytes) throws MalformedMessageException {
    Map<FieldDescriptor, Object> value = values.read(VALUE_TYPE, bytes);
    if (value.isEmpty()) {
      throw new MalformedMessageException("a google.protobuf.Value is empty");
    }
    // What looks like an Any stays in one; so does null, which means that there is no value.
    if (isNull(value) || hasMemberType(value)) {
      openAny(VALUE_URL, VALUE_TYPE, value);
    } else {
      value(value);
    }
  }

  private static boolean isNull(Map<FieldDescriptor, Object> value) {
    return value.containsKey(VALUE_TYPE.findFieldByNumber(Value.NULL_VALUE_FIELD_NUMBER));
  }

  private boolean hasMemberType(Map<FieldDescriptor, Object> value)
      throws MalformedMessageException {
    Object struct = value.get(VALUE_TYPE.findFieldByNumber(Value.STRUCT_VALUE_FIELD_NUMBER));
    if (!(struct instanceof ByteString bytes)) {
      return false;
    }
    FieldValues.Repeated members = list(values.read(Struct.getDescriptor(), bytes));
    return members != null && FieldValues.hasKey(members, TYPE_NAME);
  }

  private void openAny(String typeUrl, Descriptor type, Map<FieldDescriptor, Object> fields)
      throws MalformedMessageException {
    out.ascii('{');
    member(TYPE);
    out.string(typeUrl);
    if (JsonTypes.hasOwnForm(type)) {
      out.ascii(',');
      member(VALUE);
      message(type, fields);
    } else {
      fields(fields, false);
    }
    out.ascii('}');
  }

  private void member(String name) {
    out.string(name);
    out.ascii(':');
  }

  private void timestamp(long seconds, int nanos) throws MalformedMessageException {
    if (seconds < WellKnownForms.TIMESTAMP_MIN
        || seconds > WellKnownForms.TIMESTAMP_MAX
        || nanos < 0
        || nanos >= BILLION) {
      throw new MalformedMessageException("a Timestamp is outside of the years 1 to 9999");
    }
    out.ascii('"');
    out.ascii(SECONDS.format(Instant.ofEpochSecond(seconds)));
    fraction(nanos);
    out.ascii("Z\"");
  }

  private void duration(long seconds, int nanos) throws MalformedMessageException {
    if (Math.abs(seconds) > WellKnownForms.DURATION_MAX
        || Math.abs((long) nanos) >= BILLION
        || seconds < 0 && nanos > 0
        || seconds > 0 && nanos < 0
        || seconds == Long.MIN_VALUE) {
      throw new MalformedMessageException("a Duration is outside of its range");
    }
    out.ascii(seconds < 0 || nanos < 0 ? "\"-" : "\"");
    out.ascii(Long.toString(Math.abs(seconds)));
    fraction(Math.abs(nanos));
    out.ascii("s\"");
  }

  /** In three, six or nine digits. */
  private void fraction(int nanos) {
    if (nanos == 0) {
      return;
    }
    String digits = Integer.toString(BILLION + nanos).substring(1);
    int length = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
    out.ascii('.');
    out.ascii(digits.substring(0, length));
  }

  private void fieldMask(FieldValues.@Nullable Repeated paths) throws MalformedMessageException {
    StringBuilder mask = new StringBuilder();
    FieldValues.Cursor cursor = paths == null ? null : paths.cursor();
    while (cursor != null && cursor.next()) {
      String path = ((ByteString) cursor.value()).toStringUtf8();
      if (!mask.isEmpty()) {
        mask.append(',');
      }
      boolean isUpper = false;
      for (int i = 0; i < path.length(); i++) {
        char c = path.charAt(i);
        if (c == '_' && !isUpper) {
          isUpper = true;
        } else if (c >= 'A' && c <= 'Z' || c == ',' || isUpper && (c < 'a' || c > 'z')) {
          throw new MalformedMessageException("a path of a FieldMask has no JSON form");
        } else {
          mask.append(isUpper ? (char) (c & ~0x20) : c);
          isUpper = false;
        }
      }
      if (isUpper || path.isEmpty()) {
        throw new MalformedMessageException("a path of a FieldMask has no JSON form");
      }
    }
    out.string(mask.toString());
  }

  private void struct(FieldValues.@Nullable Repeated members) throws MalformedMessageException {
    if (members == null) {
      out.ascii("{}");
    } else {
      map(members);
    }
  }

  private void value(Map<FieldDescriptor, Object> value) throws MalformedMessageException {
    if (value.isEmpty() || isNull(value)) {
      out.ascii("null");
      return;
    }
    Map.Entry<FieldDescriptor, Object> kind = value.entrySet().iterator().next();
    if (kind.getKey().getNumber() == Value.NUMBER_VALUE_FIELD_NUMBER
        && !Double.isFinite(Double.longBitsToDouble((long) kind.getValue()))) {
      throw new MalformedMessageException(
          "a google.protobuf.Value has a number that is infinite or none");
    }
    scalar(kind.getKey(), kind.getValue());
  }
}
