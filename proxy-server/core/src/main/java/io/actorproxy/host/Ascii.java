package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Header text as bytes, compared without making strings of it. */
final class Ascii {
  private Ascii() {}

  /** The bytes of a constant, which must be lower case. */
  static byte[] lower(String constant) {
    return constant.getBytes(ISO_8859_1);
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(byte b) {
    return Character.digit((char) (b & 0xff), 16);
  }

  /** The first index from {@code from} on that is not blank, or {@code to}. */
  static int skipBlanks(byte[] text, int from, int to) {
    int i = from;
    while (i < to && isBlank(text[i])) {
      i++;
    }
    return i;
  }

  /** The index behind the last byte before {@code to} that is not blank, or {@code from}. */
  static int trimEnd(byte[] text, int from, int to) {
    int i = to;
    while (i > from && isBlank(text[i - 1])) {
      i--;
    }
    return i;
  }

  static int indexOf(byte[] text, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (text[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static boolean equalsIgnoreCase(byte[] text, int from, int to, byte[] lowerCase) {
    if (to - from != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = text[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /** For a message: what is not printable becomes a dot, what is long is cut. */
  static String quote(byte[] text, int from, int to) {
    var quoted = new StringBuilder("'");
    int end = Math.min(to, from + 60);
    for (int i = from; i < end; i++) {
      quoted.append(text[i] >= ' ' && text[i] < 127 ? (char) text[i] : '.');
    }
    return quoted.append(end < to ? "...'" : "'").toString();
  }
}
