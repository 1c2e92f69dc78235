package io.actorproxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads fields of a request's head as RFC 9110 wants them to be read. */
public final class Headers {
  private static final Pattern BRACKETS = Pattern.compile("\\[[0-9A-Fa-f:.]+](:[0-9]*)?");

  private Headers() {}

  /**
   * The value of a field, the values of repeated lines joined by commas (RFC 9110, 5.3); null if it
   * is not there.
   */
  public static @Nullable String joined(HttpHeaders headers, CharSequence name) {
    String first = headers.get(name);
    if (first == null) {
      return null;
    }
    Iterator<String> values = headers.valueStringIterator(name);
    values.next();
    if (!values.hasNext()) {
      return first;
    }
    // The iterator does not promise the order of the lines.
    return String.join(", ", headers.getAll(name));
  }

  /** Whether a value is {@code uri-host [ ":" port ]} (RFC 9110, 7.2); it may be empty. */
  static boolean isHost(String value) {
    if (value.startsWith("[")) {
      return BRACKETS.matcher(value).matches();
    }
    boolean isPort = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ':' && !isPort) {
        isPort = true;
      } else if (!(c >= '0' && c <= '9') && (isPort || !isInName(c))) {
        return false;
      }
    }
    return true;
  }

  /** Letters, and all that RFC 3986 lets stand in a name beside them. */
  private static boolean isInName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || "-._~%!$&'()*+,;=".indexOf(c) >= 0;
  }

  /** The weight that an item of a list has, 1 if it does not say (RFC 9110, 12.4.2). */
  public static double weight(String item) {
    String[] parts = item.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException _) {
          return 0;
        }
      }
    }
    return 1;
  }
}
