package io.actorproxy.codec.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.Room;
import java.nio.ByteBuffer;

/**
 * Reads JSON text token by token, strictly (RFC 8259). Every string that it returns is Unicode
 * text: it refuses an unpaired surrogate, which UTF-8 cannot hold. It builds no tree, so a text
 * costs no more memory than its largest string, and it can go back to a place it has been at.
 */
final class JsonInput {
  /** The kind of a value. */
  enum Kind {
    OBJECT("an object"),
    ARRAY("an array"),
    STRING("a string"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    NULL("null");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** How deep arrays and objects may be nested; protobuf's own limit for messages. */
  private static final int MAX_DEPTH = 100;

  /** The smallest size for which memory is asked for. */
  private static final int SMALL = 4 << 10;

  /** A string that is built takes so much for each of its bytes, until it is. */
  private static final int STRING_WEIGHT = 4;

  private final ByteString json;
  private final ByteBuffer text;
  private final Room room;
  private final int end;
  private int at;
  private int depth;

  /**
   * @throws MalformedMessageException if the bytes are not UTF-8
   */
  JsonInput(ByteString json, Room room) throws MalformedMessageException {
    if (!json.isValidUtf8()) {
      throw new MalformedMessageException("it is not UTF-8");
    }
    this.json = json;
    this.room = room;
    this.text = json.asReadOnlyByteBuffer();
    this.end = text.limit();
  }

  /** The place of the next token, for {@link #goBack}. */
  int place() {
    skipSpace();
    return at;
  }

  /** Continues at a place in the same array or object. */
  void goBack(int place) {
    at = place;
  }

  /** The kind of the value that comes next. */
  Kind kind() throws MalformedMessageException {
    return switch (peek()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> throw unexpected("a value");
    };
  }

  /** Begins an object, or an array; false if it is empty and has ended. */
  boolean enter(char open) throws MalformedMessageException {
    expect(open);
    if (++depth > MAX_DEPTH) {
      throw wrong("more than " + MAX_DEPTH + " arrays and objects are inside each other");
    }
    return peek() != closing(open) || leave();
  }

  /** Whether one more element follows; if not, the object or array has ended. */
  boolean hasMore(char open) throws MalformedMessageException {
    int next = peek();
    if (next == ',') {
      at++;
      return true;
    }
    if (next != closing(open)) {
      throw unexpected("',' or '" + closing(open) + "'");
    }
    return leave();
  }

  private static char closing(char open) {
    return open == '{' ? '}' : ']';
  }

  private boolean leave() {
    at++;
    depth--;
    return false;
  }

  /** The name of a member of an object; its value follows. */
  String name() throws MalformedMessageException {
    String name = string();
    expect(':');
    return name;
  }

  String string() throws MalformedMessageException {
    if (peek() != '"') {
      throw unexpected("a string in double quotes");
    }
    int from = ++at;
    int stop = endOfRun();
    if (text.get(stop) == '"') {
      weigh(stop - from);
      at = stop + 1;
      return textOf(from, stop);
    }
    weigh(endOfString(stop) - from);
    StringBuilder value = new StringBuilder();
    while (text.get(stop) != '"') {
      value.append(textOf(from, stop));
      at = stop + 1;
      value.append(escaped());
      from = at;
      stop = endOfRun();
    }
    value.append(textOf(from, stop));
    at = stop + 1;
    requirePairs(value);
    return value.toString();
  }

  /** The UTF-8 of a string: a slice of the text, unless the string has escapes. */
  ByteString utf8() throws MalformedMessageException {
    int start = place();
    if (peek() == '"') {
      int from = ++at;
      int stop = endOfRun();
      if (text.get(stop) == '"') {
        at = stop + 1;
        return json.substring(from, stop);
      }
    }
    at = start;
    return UnsafeByteOperations.unsafeWrap(string().getBytes(UTF_8));
  }

  private void weigh(int length) {
    if (length > SMALL) {
      room.take((long) STRING_WEIGHT * length);
    }
  }

  /** Where the quote is that ends a string of which a backslash is at {@code escape}. */
  private int endOfString(int escape) throws MalformedMessageException {
    int from = at;
    int stop = escape;
    while (text.get(stop) != '"') {
      at = Math.min(stop + 2, end);
      stop = endOfRun();
    }
    at = from;
    return stop;
  }

  /** Where the characters that stand for themselves end: at a quote or a backslash. */
  private int endOfRun() throws MalformedMessageException {
    for (int i = at; i < end; i++) {
      byte b = text.get(i);
      if (b == '"' || b == '\\') {
        return i;
      }
      if (b >= 0 && b < 0x20) {
        at = i;
        throw wrong("a control character in a string has to be escaped");
      }
    }
    at = end;
    throw wrong("a string does not end");
  }

  private String textOf(int from, int to) {
    byte[] bytes = new byte[to - from];
    text.get(from, bytes);
    return new String(bytes, UTF_8);
  }

  private char escaped() throws MalformedMessageException {
    int escape = at < end ? text.get(at++) : -1;
    return switch (escape) {
      case '"', '\\', '/' -> (char) escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw wrong("there is no such escape in a string");
    };
  }

  private char hexadecimal() throws MalformedMessageException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < end ? hexDigit(text.get(at++)) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits have to follow \\u");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  /** Not Character.digit, which knows digits of other scripts. */
  private static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  private void requirePairs(CharSequence value) throws MalformedMessageException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean isPair =
          Character.isHighSurrogate(c)
              && i + 1 < value.length()
              && Character.isLowSurrogate(value.charAt(i + 1));
      if (!isPair) {
        throw wrong("a string holds half a character (an unpaired surrogate)");
      }
      i++;
    }
  }

  /** A number as it is written. */
  String number() throws MalformedMessageException {
    if (kind() != Kind.NUMBER) {
      throw unexpected("a number");
    }
    int from = at;
    skipIf('-');
    if (!skipIf('0')) {
      digits();
    }
    if (skipIf('.')) {
      digits();
    }
    if (skipIf('e') || skipIf('E')) {
      if (!skipIf('+')) {
        skipIf('-');
      }
      digits();
    }
    weigh(at - from);
    byte[] bytes = new byte[at - from];
    text.get(from, bytes);
    return new String(bytes, ISO_8859_1);
  }

  private boolean skipIf(char wanted) {
    boolean isThere = at < end && text.get(at) == wanted;
    if (isThere) {
      at++;
    }
    return isThere;
  }

  private void digits() throws MalformedMessageException {
    int from = at;
    while (at < end && text.get(at) >= '0' && text.get(at) <= '9') {
      at++;
    }
    if (at == from) {
      throw wrong("a digit is missing in a number");
    }
  }

  boolean bool() throws MalformedMessageException {
    boolean value = peek() == 't';
    literal(value ? "true" : "false");
    return value;
  }

  private void literal(String word) throws MalformedMessageException {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || text.get(at + i) != word.charAt(i)) {
        throw unexpected(word);
      }
    }
    at += word.length();
  }

  /** Passes over one value, without a look at what is escaped in its strings. */
  void skip() throws MalformedMessageException {
    switch (kind()) {
      case OBJECT -> {
        for (boolean more = enter('{'); more; more = hasMore('{')) {
          name();
          skip();
        }
      }
      case ARRAY -> {
        for (boolean more = enter('['); more; more = hasMore('[')) {
          skip();
        }
      }
      case STRING -> skipString();
      case NUMBER -> number();
      case BOOLEAN -> bool();
      case NULL -> literal("null");
    }
  }

  private void skipString() throws MalformedMessageException {
    at++;
    at = endOfString(endOfRun()) + 1;
  }

  /** Makes sure that nothing follows. */
  void finish() throws MalformedMessageException {
    if (peek() >= 0) {
      throw wrong("something follows the end of the JSON");
    }
  }

  private void expect(char wanted) throws MalformedMessageException {
    if (peek() != wanted) {
      throw unexpected("'" + wanted + "'");
    }
    at++;
  }

  private int peek() {
    skipSpace();
    return at < end ? text.get(at) : -1;
  }

  private void skipSpace() {
    while (at < end && isSpace(text.get(at))) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private MalformedMessageException unexpected(String wanted) {
    int next = peek();
    String found;
    if (next < 0) {
      found = end == 0 ? "the body is empty" : "the text ends";
    } else {
      found = next > 0x20 && next < 0x7f ? "there is '" + (char) next + "'" : "there is none";
    }
    return wrong("expected " + wanted + ", but " + found);
  }

  /** A complaint about what was read last. */
  MalformedMessageException wrong(String reason) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < at; i++) {
      column++;
      if (text.get(i) == '\n') {
        line++;
        column = 1;
      }
    }
    return new MalformedMessageException("%s (line %d column %d)".formatted(reason, line, column));
  }
}
