package io.actorproxy.command;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A value that a command takes.
 *
 * @param name how the help calls it
 * @param allowed what it may be, completing "Expected NAME to be …"
 * @param check whether a text is one
 */
record Value(String name, String allowed, Predicate<String> check) {

  /** Any text that is not empty. */
  static Value any(String name) {
    return new Value(name, "a text that is not empty", text -> !text.isEmpty());
  }

  /** One of a few words, which are also what the help calls it. */
  static Value oneOf(String... words) {
    List<String> all = List.of(words);
    String joined = String.join("|", all);
    return new Value(joined, "one of " + String.join(", ", all), all::contains);
  }

  /** A whole number from 1 to {@code max}. */
  static Value number(String name, long max) {
    return new Value(
        name,
        max == Long.MAX_VALUE ? "a whole number above 0" : "a whole number from 1 to " + max,
        text -> isNumber(text, max));
  }

  /** How long something takes, or is. */
  static Value duration(String name) {
    return new Value(
        name,
        "a whole number with s, m, h or d behind it, as in 12h",
        Pattern.compile("\\d{1,9}[smhd]").asMatchPredicate());
  }

  /** The address of a server, without a path. */
  static Value url() {
    return new Value("URL", "an address like http://127.0.0.1:9090", Value::isUrl);
  }

  String require(String text) throws Wrong {
    if (!check.test(text)) {
      throw new Wrong("Expected %s to be %s, but got '%s'".formatted(name, allowed, text));
    }
    return text;
  }

  private static boolean isNumber(String text, long max) {
    try {
      long number = Long.parseLong(text);
      return number >= 1 && number <= max;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPort() <= 65_535
          && uri.getQuery() == null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
