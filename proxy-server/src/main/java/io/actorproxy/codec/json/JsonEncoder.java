package io.actorproxy.codec.json;

import static io.actorproxy.codec.json.JsonDecoder.BASE64;
import static io.actorproxy.codec.json.JsonDecoder.ENCODING;
import static io.actorproxy.codec.json.JsonDecoder.MAX_ANY_DEPTH;
import static io.actorproxy.codec.json.JsonDecoder.TYPE;
import static io.actorproxy.codec.json.JsonDecoder.VALUE;
import static io.actorproxy.codec.json.JsonDecoder.VALUE_URL;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Writes the JSON form of one message. */
final class JsonEncoder {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int BILLION = 1_000_000_000;

  /** From here on, not every whole number is a double, or a float. */
  private static final double DOUBLE_EXACT_BELOW = 1L << 53;

  private static final double FLOAT_EXACT_BELOW = 1L << 24;

  private final JsonOutput out;
  private int anyDepth;

  /** Whether an Any of {@code google.protobuf.Value} is the JSON that it stands for. */
  private final boolean isPlain;

  JsonEncoder(JsonOutput out, boolean isPlain) {
    this.isPlain = isPlain;
    this.out = out;
  }

  /**
   * Writes a message.
   *
   * @throws InvalidProtocolBufferException if it holds what JSON cannot say, outside of any Any or
   *     in one that has to be plain
   */
  void message(Message message) throws InvalidProtocolBufferException {
    if (!JsonTypes.hasOwnForm(message.getDescriptorForType())) {
      out.ascii('{');
      fields(message, true);
      out.ascii('}');
      return;
    }
    switch (message.getDescriptorForType().getName()) {
      case "Any" -> any((String) field(message, 1), (ByteString) field(message, 2));
      case "Timestamp" -> timestamp((long) field(message, 1), (int) field(message, 2));
      case "Duration" -> duration((long) field(message, 1), (int) field(message, 2));
      case "FieldMask" -> fieldMask((List<?>) field(message, 1));
      case "Struct" -> struct((Struct) message);
      case "Value" -> value((Value) message);
      case "ListValue" -> list((ListValue) message);
      // What is left are the wrappers of scalars.
      default -> scalar(message.getDescriptorForType().findFieldByNumber(1), field(message, 1));
    }
  }

  private static Object field(Message message, int number) {
    return message.getField(message.getDescriptorForType().findFieldByNumber(number));
  }

  private void fields(Message message, boolean isFirst) throws InvalidProtocolBufferException {
    boolean isNext = !isFirst;
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (isNext) {
        out.ascii(',');
      }
      isNext = true;
      out.string(field.getJsonName());
      out.ascii(':');
      if (field.isMapField()) {
        map((List<?>) entry.getValue());
      } else if (field.isRepeated()) {
        array(field, (List<?>) entry.getValue());
      } else {
        scalar(field, entry.getValue());
      }
    }
  }

  private void map(List<?> entries) throws InvalidProtocolBufferException {
    char before = '{';
    for (Object each : entries) {
      Message entry = (Message) each;
      out.ascii(before);
      out.string((String) field(entry, 1));
      out.ascii(':');
      scalar(entry.getDescriptorForType().findFieldByNumber(2), field(entry, 2));
      before = ',';
    }
    out.ascii('}');
  }

  private void array(FieldDescriptor field, List<?> values) throws InvalidProtocolBufferException {
    char before = '[';
    for (Object value : values) {
      out.ascii(before);
      scalar(field, value);
      before = ',';
    }
    out.ascii(']');
  }

  private void scalar(FieldDescriptor field, Object value) throws InvalidProtocolBufferException {
    switch (field.getType()) {
      case MESSAGE -> message((Message) value);
      case STRING -> out.string((String) value);
      case BYTES -> out.base64((ByteString) value);
      case ENUM -> enumValue((EnumValueDescriptor) value);
      case INT64 -> out.string(value.toString());
      case UINT64 -> out.string(Long.toUnsignedString((long) value));
      case UINT32 -> out.ascii(Integer.toUnsignedString((int) value));
      case DOUBLE -> number((double) value, value.toString(), DOUBLE_EXACT_BELOW);
      case FLOAT -> number((float) value, value.toString(), FLOAT_EXACT_BELOW);
      case BOOL, INT32 -> out.ascii(value.toString());
      default -> throw new IllegalStateException("no message has a field of " + field.getType());
    }
  }

  private void enumValue(EnumValueDescriptor value) {
    // A number without a name has a descriptor that stands in no file.
    if (value.getIndex() < 0) {
      out.ascii(Integer.toString(value.getNumber()));
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
  private void any(String typeUrl, ByteString bytes) throws InvalidProtocolBufferException {
    if (isPlain && anyDepth == 0 && typeUrl.equals(VALUE_URL)) {
      plainValue(Value.parseFrom(bytes));
      return;
    }
    Message type = JsonTypes.find(typeUrl);
    int place = out.place();
    if (type != null && anyDepth < MAX_ANY_DEPTH) {
      anyDepth++;
      try {
        openAny(typeUrl, type.getParserForType().parseFrom(bytes));
        return;
      } catch (InvalidProtocolBufferException _) {
        out.goBack(place);
      } finally {
        anyDepth--;
      }
    }
    out.ascii('{');
    if (!typeUrl.isEmpty()) {
      member(TYPE);
      out.string(typeUrl);
    }
    boolean hasOwnForm = type != null && JsonTypes.hasOwnForm(type.getDescriptorForType());
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

  private void plainValue(Value value) throws InvalidProtocolBufferException {
    if (value.getKindCase() == Value.KindCase.KIND_NOT_SET) {
      throw new InvalidProtocolBufferException("a google.protobuf.Value is empty");
    }
    // What looks like an Any stays in one; so does null, which means that there is no value.
    boolean isMistakable =
        value.hasStructValue() && value.getStructValue().containsFields(TYPE)
            || value.hasNullValue();
    if (isMistakable) {
      openAny(VALUE_URL, value);
    } else {
      value(value);
    }
  }

  private void openAny(String typeUrl, Message message) throws InvalidProtocolBufferException {
    out.ascii('{');
    member(TYPE);
    out.string(typeUrl);
    if (JsonTypes.hasOwnForm(message.getDescriptorForType())) {
      out.ascii(',');
      member(VALUE);
      message(message);
    } else {
      fields(message, false);
    }
    out.ascii('}');
  }

  private void member(String name) {
    out.string(name);
    out.ascii(':');
  }

  private void timestamp(long seconds, int nanos) throws InvalidProtocolBufferException {
    if (seconds < WellKnownForms.TIMESTAMP_MIN
        || seconds > WellKnownForms.TIMESTAMP_MAX
        || nanos < 0
        || nanos >= BILLION) {
      throw new InvalidProtocolBufferException("a Timestamp is outside of the years 1 to 9999");
    }
    out.ascii('"');
    out.ascii(SECONDS.format(Instant.ofEpochSecond(seconds)));
    fraction(nanos);
    out.ascii("Z\"");
  }

  private void duration(long seconds, int nanos) throws InvalidProtocolBufferException {
    if (Math.abs(seconds) > WellKnownForms.DURATION_MAX
        || Math.abs((long) nanos) >= BILLION
        || seconds < 0 && nanos > 0
        || seconds > 0 && nanos < 0
        || seconds == Long.MIN_VALUE) {
      throw new InvalidProtocolBufferException("a Duration is outside of its range");
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

  private void fieldMask(List<?> paths) throws InvalidProtocolBufferException {
    StringBuilder mask = new StringBuilder();
    for (Object path : paths) {
      if (!mask.isEmpty()) {
        mask.append(',');
      }
      boolean isUpper = false;
      for (char c : ((String) path).toCharArray()) {
        if (c == '_' && !isUpper) {
          isUpper = true;
        } else if (c >= 'A' && c <= 'Z' || c == ',' || isUpper && (c < 'a' || c > 'z')) {
          throw new InvalidProtocolBufferException("a path of a FieldMask has no JSON form");
        } else {
          mask.append(isUpper ? (char) (c & ~0x20) : c);
          isUpper = false;
        }
      }
      if (isUpper || ((String) path).isEmpty()) {
        throw new InvalidProtocolBufferException("a path of a FieldMask has no JSON form");
      }
    }
    out.string(mask.toString());
  }

  private void struct(Struct struct) throws InvalidProtocolBufferException {
    out.ascii('{');
    boolean isNext = false;
    for (Map.Entry<String, Value> entry : struct.getFieldsMap().entrySet()) {
      if (isNext) {
        out.ascii(',');
      }
      isNext = true;
      member(entry.getKey());
      value(entry.getValue());
    }
    out.ascii('}');
  }

  private void list(ListValue list) throws InvalidProtocolBufferException {
    out.ascii('[');
    for (int i = 0; i < list.getValuesCount(); i++) {
      if (i > 0) {
        out.ascii(',');
      }
      value(list.getValues(i));
    }
    out.ascii(']');
  }

  private void value(Value value) throws InvalidProtocolBufferException {
    switch (value.getKindCase()) {
      case NUMBER_VALUE -> {
        double number = value.getNumberValue();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
          throw new InvalidProtocolBufferException(
              "a google.protobuf.Value has a number that is infinite or none");
        }
        number(number, Double.toString(number), DOUBLE_EXACT_BELOW);
      }
      case STRING_VALUE -> out.string(value.getStringValue());
      case BOOL_VALUE -> out.ascii(value.getBoolValue() ? "true" : "false");
      case STRUCT_VALUE -> struct(value.getStructValue());
      case LIST_VALUE -> list(value.getListValue());
      case NULL_VALUE, KIND_NOT_SET -> out.ascii("null");
    }
  }
}
