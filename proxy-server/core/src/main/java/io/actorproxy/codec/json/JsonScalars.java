package io.actorproxy.codec.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.json.JsonInput.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.stream.Collectors;

/** Reads values of fields that are no messages. As ProtoJSON has it, numbers may be strings. */
final class JsonScalars {
  /** The number of a 64-bit field is shorter, and reading a very long one takes long. */
  private static final int LONGEST_INTEGER = 100;

  /** Base64 is read in steps of so many characters, which stand for whole bytes. */
  private static final int BASE64_STEP = 32 << 10;

  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final JsonInput in;

  JsonScalars(JsonInput in) {
    this.in = in;
  }

  /**
   * The UTF-8 of a string. A number or a truth value is taken as it is written: metadata hold many.
   */
  ByteString text(String field) throws MalformedMessageException {
    return switch (in.kind()) {
      case STRING -> in.utf8();
      case NUMBER -> ByteString.copyFromUtf8(in.number());
      case BOOLEAN -> ByteString.copyFromUtf8(Boolean.toString(in.bool()));
      case OBJECT, ARRAY, NULL -> throw wrongKind(field, "a string");
    };
  }

  /** Copies bytes in base64, either alphabet, padded or not, into a field of a message. */
  void base64(String field, WireOutput out, int number) throws MalformedMessageException {
    if (in.kind() != Kind.STRING) {
      throw wrongKind(field, "a string of base64");
    }
    ByteString text = in.utf8();
    Base64.Decoder decoder = isUrl(text) ? Base64.getUrlDecoder() : Base64.getDecoder();
    int length = decodedLength(text);
    out.head(number, length);
    int decoded = 0;
    for (int from = 0; from < text.size(); from += BASE64_STEP) {
      int to = Math.min(text.size(), from + BASE64_STEP);
      byte[] step = decoded(decoder, text.substring(from, to), field);
      if (to < text.size() && step.length != BASE64_STEP / 4 * 3) {
        throw noBase64(field);
      }
      decoded += step.length;
      out.append(step);
    }
    if (decoded != length) {
      throw noBase64(field);
    }
  }

  private byte[] decoded(Base64.Decoder decoder, ByteString text, String field)
      throws MalformedMessageException {
    try {
      return decoder.decode(text.toByteArray());
    } catch (IllegalArgumentException _) {
      throw noBase64(field);
    }
  }

  private MalformedMessageException noBase64(String field) {
    return in.wrong("'" + field + "' is not base64");
  }

  private static int decodedLength(ByteString text) {
    int digits = text.size();
    while (digits > 0 && digits > text.size() - 2 && text.byteAt(digits - 1) == '=') {
      digits--;
    }
    return digits / 4 * 3 + Math.max(0, digits % 4 - 1);
  }

  private static boolean isUrl(ByteString text) {
    for (int i = 0; i < text.size(); i++) {
      byte b = text.byteAt(i);
      if (b == '-' || b == '_') {
        return true;
      }
    }
    return false;
  }

  boolean bool(String field) throws MalformedMessageException {
    if (in.kind() == Kind.BOOLEAN) {
      return in.bool();
    }
    String text = in.kind() == Kind.STRING ? in.string() : "";
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(field, "has to be true or false");
    }
    return text.equals("true");
  }

  int enumNumber(FieldDescriptor field) throws MalformedMessageException {
    EnumDescriptor type = field.getEnumType();
    if (in.kind() == Kind.NUMBER) {
      return (int) integer(field);
    }
    String name = in.kind() == Kind.STRING ? in.string() : in.kind().toString();
    EnumValueDescriptor value = type.findValueByName(name);
    if (value == null) {
      throw wrong(
          field.getJsonName(),
          "is '%.40s'; allowed is %s"
              .formatted(
                  name,
                  type.getValues().stream()
                      .map(EnumValueDescriptor::getName)
                      .collect(Collectors.joining(", "))));
    }
    return value.getNumber();
  }

  /** The bits of an integer field; those of a negative one are extended as varints want it. */
  long integer(FieldDescriptor field) throws MalformedMessageException {
    BigInteger min;
    BigInteger max;
    switch (field.getType()) {
      case UINT32 -> {
        min = BigInteger.ZERO;
        max = BigInteger.valueOf(0xffff_ffffL);
      }
      case UINT64 -> {
        min = BigInteger.ZERO;
        max = UINT64_MAX;
      }
      case INT64 -> {
        min = BigInteger.valueOf(Long.MIN_VALUE);
        max = BigInteger.valueOf(Long.MAX_VALUE);
      }
      default -> {
        min = BigInteger.valueOf(Integer.MIN_VALUE);
        max = BigInteger.valueOf(Integer.MAX_VALUE);
      }
    }
    BigInteger number = wholeNumber(numeral(field), field);
    if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
      throw wrong(field.getJsonName(), "has to be from " + min + " to " + max);
    }
    return number.longValue();
  }

  private BigInteger wholeNumber(String numeral, FieldDescriptor field)
      throws MalformedMessageException {
    try {
      if (numeral.length() <= LONGEST_INTEGER) {
        BigDecimal number = new BigDecimal(numeral);
        int digits = number.precision() - number.scale();
        // 1e999999999 would have that many digits.
        if (number.signum() == 0 || digits > 0 && digits <= LONGEST_INTEGER) {
          return number.toBigIntegerExact();
        }
      }
    } catch (ArithmeticException | NumberFormatException _) {
      throw wrong(field.getJsonName(), "has to be a whole number");
    }
    throw wrong(field.getJsonName(), "has to be a whole number");
  }

  double doubleOf(FieldDescriptor field) throws MalformedMessageException {
    String numeral = numeral(field);
    double number = parsed(numeral, field);
    if (Double.isInfinite(number) && !isWord(numeral)) {
      throw wrong(field.getJsonName(), "is beyond the largest number");
    }
    return number;
  }

  float floatOf(FieldDescriptor field) throws MalformedMessageException {
    String numeral = numeral(field);
    float number = (float) parsed(numeral, field);
    if (Float.isInfinite(number) && !isWord(numeral)) {
      throw wrong(field.getJsonName(), "is beyond the largest number");
    }
    return number;
  }

  private static boolean isWord(String numeral) {
    return numeral.equals("NaN") || numeral.equals("Infinity") || numeral.equals("-Infinity");
  }

  private double parsed(String numeral, FieldDescriptor field) throws MalformedMessageException {
    try {
      return Double.parseDouble(numeral);
    } catch (NumberFormatException _) {
      throw wrong(field.getJsonName(), "has to be a number");
    }
  }

  private String numeral(FieldDescriptor field) throws MalformedMessageException {
    return switch (in.kind()) {
      case NUMBER -> in.number();
      case STRING -> in.string();
      case OBJECT, ARRAY, BOOLEAN, NULL -> throw wrongKind(field.getJsonName(), "a number");
    };
  }

  private MalformedMessageException wrongKind(String field, String wanted)
      throws MalformedMessageException {
    return wrong(field, "has to be " + wanted + ", not " + in.kind());
  }

  private MalformedMessageException wrong(String field, String problem) {
    return in.wrong("'" + field + "' " + problem);
  }
}
