package io.actorproxy.config;

import io.actorproxy.statestore.StateCipher;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The values a variable may have.
 *
 * @param allowed the allowed values in words that complete "allowed is …"
 * @param parser turns the text, which is never empty, into a value
 */
record ValueType<T>(String allowed, Parser<T> parser) {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private static final Pattern STORE_TYPE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
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
  interface Parser<T> {
    T parse(String text) throws Refusal;
  }

  /** A text that is no allowed value. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Refusal(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    /** Completes "the value …". */
    String reason() {
      return reason;
    }
  }

  static ValueType<String> text(String allowed) {
    return new ValueType<>(allowed, ValueType::printable);
  }

  /** Where a server is: the name or the address of a machine, without anything around it. */
  static ValueType<String> machine() {
    return new ValueType<>("an address or a host name", ValueType::parseMachine);
  }

  /** Several machines with commas between them, each of which may have a port. */
  static ValueType<String> machines() {
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

  static ValueType<Boolean> flag() {
    return choice(Map.of("true", true, "false", false), List.of("true", "false"), List.of());
  }

  static ValueType<Integer> integer(int min, int max) {
    return wholeNumber("", min, max, Math::toIntExact);
  }

  static ValueType<Integer> bytes(int min, int max) {
    return wholeNumber("bytes", min, max, Math::toIntExact);
  }

  static ValueType<Long> longBytes(long min, long max) {
    return wholeNumber("bytes", min, max, Function.identity());
  }

  static ValueType<Long> millis(long min, long max) {
    return wholeNumber("milliseconds", min, max, Function.identity());
  }

  static ValueType<Integer> seconds(int min, int max) {
    return wholeNumber("seconds", min, max, Math::toIntExact);
  }

  static ValueType<Path> path() {
    return new ValueType<>("a path", ValueType::parsePath);
  }

  /** A path, or the empty one for none. */
  static ValueType<Path> optionalPath() {
    return new ValueType<>("a path", text -> text.isEmpty() ? Path.of("") : parsePath(text));
  }

  static ValueType<Path> socketPath() {
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
  static ValueType<Set<PosixFilePermission>> fileMode() {
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

  /** The characters of a header; an empty text is no token. */
  static ValueType<String> token() {
    return new ValueType<>(
        "letters, digits and signs of ASCII without spaces",
        text -> {
          if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new Refusal("has other characters");
          }
          return text;
        });
  }

  /** Keys of {@link StateCipher}; no text is no keys. */
  static ValueType<List<SecretKey>> encryptionKeys() {
    return new ValueType<>(
        "base64 of %d bytes, or up to %d of these separated by commas"
            .formatted(StateCipher.KEY_BYTES, StateCipher.MAX_KEYS),
        ValueType::parseKeys);
  }

  private static List<SecretKey> parseKeys(String text) throws Refusal {
    List<SecretKey> keys = new ArrayList<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      keys.add(parseKey(entry, keys.size() + 1));
    }
    if (keys.size() > StateCipher.MAX_KEYS) {
      throw new Refusal("has %d keys".formatted(keys.size()));
    }
    return keys;
  }

  private static SecretKey parseKey(String base64, int position) throws Refusal {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Refusal("is not base64 in key %d".formatted(position));
    }
    if (key.length != StateCipher.KEY_BYTES) {
      throw new Refusal("has %d bytes in key %d".formatted(key.length, position));
    }
    return new SecretKeySpec(key, "AES");
  }

  /**
   * One of a few words.
   *
   * @param inLaterVersions words of the original that get an answer of their own
   */
  static ValueType<String> oneOf(List<String> words, List<String> inLaterVersions) {
    Map<String, String> values =
        words.stream().collect(Collectors.toMap(word -> word, word -> word));
    return choice(values, words, inLaterVersions);
  }

  /** One of a few words, several of which may mean the same; they are shown in the given order. */
  static <T> ValueType<T> oneOf(LinkedHashMap<String, T> values) {
    return choice(values, List.copyOf(values.keySet()), List.of());
  }

  /**
   * The type of a store: one of ours, or any other word, which may be the type of a driver that is
   * added. The original's {@code native} is taken for {@code sqlite}.
   */
  static ValueType<String> storeType(List<String> ours) {
    return new ValueType<>(
        enumerate(ours) + ", or the type of a driver on the class path or in PROXY_DRIVER_PATH",
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          if (!STORE_TYPE.matcher(word).matches()) {
            throw new Refusal("is not allowed");
          }
          return word.equals("native") ? "sqlite" : word;
        });
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

  private static String enumerate(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : Stream.of(String.join(", ", words.subList(0, last)), words.get(last))
            .collect(Collectors.joining(" or "));
  }
}
