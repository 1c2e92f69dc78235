package io.actorproxy.setting;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values a variable may have.
 *
 * @param allowed the allowed values in words that complete "allowed is …"
 * @param parser turns the text, which is never empty, into a value
 */
public record ValueType<T>(String allowed, Parser<T> parser) {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern ADDRESS_OF_IPV6 =
      Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?");
  private static final Pattern WITH_PORT = Pattern.compile("[A-Za-z0-9._-]+:\\d+|\\[.*\\](:\\d+)?");

  private static final Pattern FILE_MODE = Pattern.compile("0?[0-7]{3}");
  private static final List<String> RWX =
      List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx");

  /** The kernel's limit on the address of a Unix domain socket, without the closing zero. */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  /** Reads one value. */
  @FunctionalInterface
  public interface Parser<T> {
    /** Returns the value. */
    T parse(String text) throws Refusal;
  }

  /** A text that is no allowed value. */
  public static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason completes "the value …"
     */
    public Refusal(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    /** Completes "the value …". */
    String reason() {
      return reason;
    }
  }

  public static ValueType<String> text(String allowed) {
    return new ValueType<>(allowed, ValueType::printable);
  }

  /** Where a server is: the name or the address of a machine, without anything around it. */
  public static ValueType<String> machine() {
    return new ValueType<>("an address or a host name", ValueType::parseMachine);
  }

  /** The same, or nothing. */
  public static ValueType<String> optionalMachine() {
    return new ValueType<>(
        "an address or a host name", text -> text.isEmpty() ? text : parseMachine(text));
  }

  /** Several machines with commas between them, each of which may have a port. */
  public static ValueType<String> machines() {
    return new ValueType<>(
        "an address or a host name, or several with commas between them",
        text -> {
          for (String machine : text.split(",", -1)) {
            String stripped = machine.strip();
            if (!WITH_PORT.matcher(stripped).matches()) {
              parseMachine(stripped);
            }
          }
          return text;
        });
  }

  private static String parseMachine(String text) throws Refusal {
    printable(text);
    if (text.contains("://")) {
      throw new Refusal("begins with a scheme, which has to be left out");
    }
    if (HOST_NAME.matcher(text).matches() || ADDRESS_OF_IPV6.matcher(text).matches()) {
      return text;
    }
    if (WITH_PORT.matcher(text).matches()) {
      throw new Refusal("has a port, which has a variable of its own");
    }
    throw new Refusal("has a character that no name of a machine has");
  }

  public static ValueType<Boolean> flag() {
    return choice(Map.of("true", true, "false", false), List.of("true", "false"), List.of());
  }

  public static ValueType<Integer> integer(int min, int max) {
    return wholeNumber("", min, max, Math::toIntExact);
  }

  public static ValueType<Integer> bytes(int min, int max) {
    return wholeNumber("bytes", min, max, Math::toIntExact);
  }

  public static ValueType<Long> longBytes(long min, long max) {
    return wholeNumber("bytes", min, max, Function.identity());
  }

  public static ValueType<Long> millis(long min, long max) {
    return wholeNumber("milliseconds", min, max, Function.identity());
  }

  public static ValueType<Integer> seconds(int min, int max) {
    return wholeNumber("seconds", min, max, Math::toIntExact);
  }

  public static ValueType<Path> path() {
    return new ValueType<>("a path", ValueType::parsePath);
  }

  /** A path, or the empty one for none. */
  public static ValueType<Path> optionalPath() {
    return new ValueType<>("a path", text -> text.isEmpty() ? Path.of("") : parsePath(text));
  }

  public static ValueType<Path> socketPath() {
    return new ValueType<>(
        "a path of at most " + MAX_SOCKET_PATH_BYTES + " bytes",
        text -> {
          if (text.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH_BYTES) {
            throw new Refusal("is too long for the address of a socket");
          }
          return parsePath(text);
        });
  }

  /** The permissions of a file in octal, as {@code chmod} takes them. */
  public static ValueType<Set<PosixFilePermission>> fileMode() {
    return new ValueType<>(
        "three octal digits, such as 660",
        text -> {
          if (!FILE_MODE.matcher(text).matches()) {
            throw new Refusal("is not a mode");
          }
          String digits = text.substring(text.length() - 3);
          return PosixFilePermissions.fromString(
              digits.chars().mapToObj(digit -> RWX.get(digit - '0')).collect(Collectors.joining()));
        });
  }

  /** A token that is hard to guess; an empty text is none. */
  public static ValueType<String> secret(int shortest) {
    return new ValueType<>(
        "at least %d letters, digits and signs of ASCII without spaces".formatted(shortest),
        text -> {
          token().parser().parse(text);
          if (!text.isEmpty() && text.length() < shortest) {
            throw new Refusal("has %d characters".formatted(text.length()));
          }
          return text;
        });
  }

  /** The characters of a header; an empty text is no token. */
  public static ValueType<String> token() {
    return new ValueType<>(
        "letters, digits and signs of ASCII without spaces",
        text -> {
          if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new Refusal("has other characters");
          }
          return text;
        });
  }

  /**
   * One of a few words.
   *
   * @param inLaterVersions words of the original that get an answer of their own
   */
  public static ValueType<String> oneOf(List<String> words, List<String> inLaterVersions) {
    Map<String, String> values =
        words.stream().collect(Collectors.toMap(word -> word, word -> word));
    return choice(values, words, inLaterVersions);
  }

  /** One of a few words, several of which may mean the same; they are shown in the given order. */
  public static <T> ValueType<T> oneOf(LinkedHashMap<String, T> values) {
    return choice(values, List.copyOf(values.keySet()), List.of());
  }

  /** Words are read without regard to case, as people write them in files for containers. */
  private static <T> ValueType<T> choice(
      Map<String, T> values, List<String> shown, List<String> inLaterVersions) {
    return new ValueType<>(
        enumerate(shown),
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          T value = values.get(word);
          if (value != null) {
            return value;
          }
          throw new Refusal(
              inLaterVersions.contains(word)
                  ? "is not available in this version"
                  : "is not allowed");
        });
  }

  private static <T> ValueType<T> wholeNumber(
      String unit, long min, long max, Function<Long, T> convert) {
    String number = unit.isEmpty() ? "a whole number" : "a whole number of " + unit;
    return new ValueType<>(
        "%s from %d to %d".formatted(number, min, max),
        text -> {
          if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new Refusal("is not " + number);
          }
          long value = Long.parseLong(text);
          if (value < min || value > max) {
            throw new Refusal("is out of range");
          }
          return convert.apply(value);
        });
  }

  private static String printable(String text) throws Refusal {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal("is blank or has control characters");
    }
    return text;
  }

  private static Path parsePath(String text) throws Refusal {
    try {
      return Path.of(printable(text));
    } catch (InvalidPathException e) {
      throw new Refusal("is not a path on this system");
    }
  }

  /** The words in a row, with "or" before the last. */
  public static String enumerate(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : Stream.of(String.join(", ", words.subList(0, last)), words.get(last))
            .collect(Collectors.joining(" or "));
  }
}
