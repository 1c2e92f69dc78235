package io.actorproxy.codec.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Between plain JSON and {@code google.protobuf.Value}. What cannot be kept exactly is refused, so
 * that a state comes back as it was.
 */
final class PlainValue {
  /**
   * Each level of JSON takes up to three levels of messages, and readers of protobuf go no deeper
   * than 100.
   */
  static final int MAX_DEPTH = 32;

  /** From here on, not every whole number is a double. */
  private static final double EXACT_BELOW = 1L << 53;

  private static final int MAX_DIGITS = 400;

  private PlainValue() {}

  /**
   * The message for a JSON value.
   *
   * @throws InvalidProtocolBufferException if it is nested too deeply, or has a number that a
   *     double cannot hold
   */
  static Value toMessage(JsonElement json) throws InvalidProtocolBufferException {
    return toMessage(json, MAX_DEPTH);
  }

  private static Value toMessage(JsonElement json, int levels)
      throws InvalidProtocolBufferException {
    Value.Builder value = Value.newBuilder();
    switch (json) {
      case JsonObject object -> {
        requireLevel(levels);
        Struct.Builder struct = value.getStructValueBuilder();
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
          struct.putFields(field.getKey(), toMessage(field.getValue(), levels - 1));
        }
      }
      case JsonArray array -> {
        requireLevel(levels);
        ListValue.Builder list = value.getListValueBuilder();
        for (JsonElement element : array) {
          list.addValues(toMessage(element, levels - 1));
        }
      }
      case JsonPrimitive primitive when primitive.isBoolean() ->
          value.setBoolValue(primitive.getAsBoolean());
      case JsonPrimitive primitive when primitive.isString() ->
          value.setStringValue(primitive.getAsString());
      case JsonPrimitive primitive -> value.setNumberValue(number(primitive.getAsString()));
      default -> value.setNullValue(NullValue.NULL_VALUE);
    }
    return value.build();
  }

  private static void requireLevel(int levels) throws InvalidProtocolBufferException {
    if (levels == 0) {
      throw new InvalidProtocolBufferException(
          "plain JSON is nested deeper than %d levels".formatted(MAX_DEPTH));
    }
  }

  private static double number(String text) throws InvalidProtocolBufferException {
    double number = Double.parseDouble(text);
    boolean exact = Math.abs(number) < EXACT_BELOW || isFraction(text) || isExactly(number, text);
    if (!exact || Double.isInfinite(number)) {
      throw new InvalidProtocolBufferException(
          "the number %s does not fit a 64-bit floating point number; send it as a string"
              .formatted(text.length() <= 40 ? text : text.substring(0, 40) + "..."));
    }
    return number;
  }

  /** Of a number with a fraction or an exponent only as much is kept as a double can hold. */
  private static boolean isFraction(String text) {
    return text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
  }

  private static boolean isExactly(double number, String digits) {
    return digits.length() <= MAX_DIGITS
        && Double.isFinite(number)
        && new BigDecimal(digits).compareTo(new BigDecimal(number)) == 0;
  }

  /**
   * Whether JSON has a form for all of it: it has none for numbers without end, and for no kind.
   */
  static boolean hasPlainForm(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE ->
          value.getStructValue().getFieldsMap().values().stream()
              .allMatch(PlainValue::hasPlainForm);
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream().allMatch(PlainValue::hasPlainForm);
      case NUMBER_VALUE -> Double.isFinite(value.getNumberValue());
      case KIND_NOT_SET -> false;
      case NULL_VALUE, STRING_VALUE, BOOL_VALUE -> true;
    };
  }

  /** The JSON of a value that {@link #hasPlainForm}. */
  static JsonElement toJson(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> {
        JsonObject object = new JsonObject();
        value.getStructValue().getFieldsMap().forEach((key, of) -> object.add(key, toJson(of)));
        yield object;
      }
      case LIST_VALUE -> {
        JsonArray array = new JsonArray();
        value.getListValue().getValuesList().forEach(element -> array.add(toJson(element)));
        yield array;
      }
      case NUMBER_VALUE -> new JsonPrimitive(shortest(value.getNumberValue()));
      case STRING_VALUE -> new JsonPrimitive(value.getStringValue());
      case BOOL_VALUE -> new JsonPrimitive(value.getBoolValue());
      case NULL_VALUE, KIND_NOT_SET -> JsonNull.INSTANCE;
    };
  }

  /** Languages that tell whole numbers from others read 5.0 as another kind of number than 5. */
  private static Number shortest(double number) {
    boolean whole = Math.rint(number) == number && Math.abs(number) < EXACT_BELOW;
    boolean negativeZero = number == 0 && 1 / number < 0;
    if (whole && !negativeZero) {
      return (long) number;
    }
    return number;
  }
}
