package io.actorproxy.codec.json;

import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.json.JsonInput.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the types of protobuf whose JSON form is not an object of their fields. */
final class WellKnownForms {
  /** From the year 1 to the year 9999, as protobuf has it. */
  static final long TIMESTAMP_MIN = -62_135_596_800L;

  static final long TIMESTAMP_MAX = 253_402_300_799L;
  static final long DURATION_MAX = 315_576_000_000L;

  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
              + "(?:\\.([0-9]{1,9}))?(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))");
  private static final Pattern DURATION = Pattern.compile("(-?)([0-9]{1,12})(?:\\.([0-9]{1,9}))?s");

  /**
   * The deepest plain JSON: each of its levels takes up to three levels of messages, and readers of
   * protobuf accept no more than 100.
   */
  private static final int PLAIN_DEPTH = 32;

  /** From here on, not every whole number is a double. */
  private static final double EXACT_BELOW = 1L << 53;

  private static final int MAX_DIGITS = 400;

  private final JsonInput in;
  private final WireOutput out;

  /** Plain JSON comes back exactly as it was, so what would change is refused. */
  private boolean isPlain;

  private int levels;

  WellKnownForms(JsonInput in, WireOutput out) {
    this.in = in;
    this.out = out;
  }

  /** A point in time (RFC 3339). */
  void timestamp() throws MalformedMessageException {
    Matcher matcher = TIMESTAMP.matcher(text("a time"));
    if (!matcher.matches()) {
      throw noTime();
    }
    try {
      long seconds =
          LocalDateTime.of(
                      number(matcher, 1),
                      number(matcher, 2),
                      number(matcher, 3),
                      number(matcher, 4),
                      number(matcher, 5),
                      number(matcher, 6))
                  .toEpochSecond(ZoneOffset.UTC)
              - offset(matcher);
      if (seconds < TIMESTAMP_MIN || seconds > TIMESTAMP_MAX) {
        throw noTime();
      }
      secondsAndNanos(seconds, nanos(matcher.group(7)));
    } catch (DateTimeException _) {
      throw noTime();
    }
  }

  private MalformedMessageException noTime() {
    return in.wrong("a time has to look like 2026-01-31T12:00:00Z, in the years 1 to 9999");
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static int offset(Matcher matcher) {
    if (matcher.group(8) == null) {
      return 0;
    }
    int seconds = 3600 * number(matcher, 9) + 60 * number(matcher, 10);
    return matcher.group(8).equals("-") ? -seconds : seconds;
  }

  /** A span of time. */
  void duration() throws MalformedMessageException {
    Matcher matcher = DURATION.matcher(text("a span of time"));
    if (!matcher.matches() || Long.parseLong(matcher.group(2)) > DURATION_MAX) {
      throw in.wrong("a span of time has to look like 1.5s, up to " + DURATION_MAX + "s");
    }
    int sign = matcher.group(1).isEmpty() ? 1 : -1;
    secondsAndNanos(sign * Long.parseLong(matcher.group(2)), sign * nanos(matcher.group(3)));
  }

  private static int nanos(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
  }

  private void secondsAndNanos(long seconds, int nanos) {
    if (seconds != 0) {
      out.varint(1, seconds);
    }
    if (nanos != 0) {
      out.varint(2, nanos);
    }
  }

  /** Paths like {@code user.displayName,photo}. */
  void fieldMask() throws MalformedMessageException {
    String text = text("a field mask");
    for (String path : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (path.isEmpty() || path.indexOf('_') >= 0) {
        throw in.wrong("a field mask has to look like user.displayName,photo");
      }
      StringBuilder snake = new StringBuilder();
      for (char c : path.toCharArray()) {
        if (c >= 'A' && c <= 'Z') {
          snake.append('_').append((char) (c | 0x20));
        } else {
          snake.append(c);
        }
      }
      out.string(1, snake.toString());
    }
  }

  /** Any object. */
  void struct() throws MalformedMessageException {
    if (in.kind() != Kind.OBJECT) {
      throw in.wrong("a Struct has to be an object, not " + in.kind());
    }
    for (boolean more = in.enter('{'); more; more = in.hasMore('{')) {
      int entry = out.begin(1);
      out.string(1, in.name());
      int nested = out.begin(2);
      value();
      out.end(nested);
      out.end(entry);
    }
  }

  /** Any array. */
  void list() throws MalformedMessageException {
    if (in.kind() != Kind.ARRAY) {
      throw in.wrong("a ListValue has to be an array, not " + in.kind());
    }
    for (boolean more = in.enter('['); more; more = in.hasMore('[')) {
      int nested = out.begin(1);
      value();
      out.end(nested);
    }
  }

  /** Any JSON that comes back as it is. */
  void plainValue() throws MalformedMessageException {
    isPlain = true;
    value();
    isPlain = false;
  }

  private void enterLevel() throws MalformedMessageException {
    if (++levels > PLAIN_DEPTH && isPlain) {
      throw in.wrong("plain JSON is nested deeper than " + PLAIN_DEPTH + " levels");
    }
  }

  private double number(String text) throws MalformedMessageException {
    double number = Double.parseDouble(text);
    boolean isExact =
        !isPlain || Math.abs(number) < EXACT_BELOW || isFraction(text) || isExactly(number, text);
    if (Double.isInfinite(number) || !isExact) {
      throw in.wrong(
          "the number %s does not fit a 64-bit floating point number; send it as a string"
              .formatted(text.length() <= 40 ? text : text.substring(0, 40) + "..."));
    }
    return number;
  }

  /** A number with a fraction or an exponent is kept with the precision of a double. */
  private static boolean isFraction(String text) {
    return text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
  }

  private static boolean isExactly(double number, String digits) {
    return digits.length() <= MAX_DIGITS
        && Double.isFinite(number)
        && new BigDecimal(digits).compareTo(new BigDecimal(number)) == 0;
  }

  /** Any JSON at all. */
  void value() throws MalformedMessageException {
    switch (in.kind()) {
      case NULL -> {
        in.skip();
        out.varint(1, 0);
      }
      case NUMBER -> {
        out.fixed64(2, Double.doubleToRawLongBits(number(in.number())));
      }
      case STRING -> out.bytes(3, in.utf8());
      case BOOLEAN -> out.varint(4, in.bool() ? 1 : 0);
      case OBJECT -> {
        enterLevel();
        int nested = out.begin(5);
        struct();
        out.end(nested);
        levels--;
      }
      case ARRAY -> {
        enterLevel();
        int nested = out.begin(6);
        list();
        out.end(nested);
        levels--;
      }
    }
  }

  private String text(String what) throws MalformedMessageException {
    if (in.kind() != Kind.STRING) {
      throw in.wrong(what + " has to be a string, not " + in.kind());
    }
    return in.string();
  }
}
