package io.actorproxy.codec.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;
import java.util.Base64;

/** Writes JSON text as UTF-8. What was written last can be taken back. */
final class JsonOutput {
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private byte[] bytes = new byte[256];
  private int size;

  int place() {
    return size;
  }

  /** Takes back all that was written since that place. */
  void goBack(int place) {
    size = place;
  }

  /** Writes punctuation, a number or a word. */
  void ascii(String text) {
    makeRoom(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  void ascii(char c) {
    makeRoom(1);
    bytes[size++] = (byte) c;
  }

  void base64(ByteString value) {
    byte[] encoded = Base64.getEncoder().encode(value.toByteArray());
    ascii('"');
    makeRoom(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
    ascii('"');
  }

  void string(String text) {
    ascii('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      makeRoom(6);
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        fourBytes(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        special(c);
      }
    }
    ascii('"');
  }

  private void special(char c) {
    switch (c) {
      case '"', '\\' -> escape(c);
      case '\n' -> escape('n');
      case '\r' -> escape('r');
      case '\t' -> escape('t');
      default -> {
        // The last two end a line in JavaScript.
        if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
          escape('u');
          for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[c >> shift & 0xf];
          }
        } else if (c < 0x800) {
          bytes[size++] = (byte) (0xc0 | c >> 6);
          bytes[size++] = (byte) (0x80 | c & 0x3f);
        } else {
          bytes[size++] = (byte) (0xe0 | c >> 12);
          bytes[size++] = (byte) (0x80 | c >> 6 & 0x3f);
          bytes[size++] = (byte) (0x80 | c & 0x3f);
        }
      }
    }
  }

  private void escape(char c) {
    bytes[size++] = '\\';
    bytes[size++] = (byte) c;
  }

  private void fourBytes(int codePoint) {
    bytes[size++] = (byte) (0xf0 | codePoint >> 18);
    bytes[size++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
    bytes[size++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
    bytes[size++] = (byte) (0x80 | codePoint & 0x3f);
  }

  private void makeRoom(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
    }
  }

  ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(bytes, 0, size);
  }
}
