package io.actorproxy.codec.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.Room;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Writes JSON text as UTF-8. What was written last can be taken back. A long text is kept in
 * chunks, so that it never has to be copied, and large bytes are kept as they are.
 */
final class JsonOutput {
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final byte[] NOTHING = {};
  private static final int FIRST = 256;
  private static final int CHUNK = 64 << 10;

  /** Smaller bytes are written as base64 at once. */
  private static final int LARGE_BYTES = 48 << 10;

  /** The smallest size for which memory is asked for. */
  private static final int SMALL = 4 << 10;

  private final Room room;
  private final boolean isKept;

  /** The chunks before the current one. */
  private final List<JsonText.Part> parts = new ArrayList<>();

  private int partsSize;
  private byte[] bytes = new byte[FIRST];
  private int size;

  JsonOutput(Room room) {
    this(room, true);
  }

  private JsonOutput(Room room, boolean isKept) {
    this.room = room;
    this.isKept = isKept;
  }

  int place() {
    return Math.addExact(partsSize, size);
  }

  /** Takes back all that was written since that place. */
  void goBack(int place) {
    if (!isKept) {
      // What comes is thrown away as well.
      return;
    }
    while (place < partsSize) {
      JsonText.Part last = parts.removeLast();
      partsSize -= last.size();
      bytes = last instanceof JsonText.Characters(ByteString text) ? text.toByteArray() : bytes;
    }
    size = place - partsSize;
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
    ascii('"');
    if (value.size() > LARGE_BYTES) {
      endChunk();
      add(new JsonText.Bytes(value));
    } else {
      byte[] encoded = Base64.getEncoder().encode(value.toByteArray());
      makeRoom(encoded.length);
      System.arraycopy(encoded, 0, bytes, size, encoded.length);
      size += encoded.length;
    }
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

  /** Writes a string that is valid UTF-8. */
  void utf8(ByteString text) {
    ascii('"');
    for (int i = 0; i < text.size(); i++) {
      byte b = text.byteAt(i);
      makeRoom(6);
      if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\' || b < 0 && !endsLine(text, i)) {
        bytes[size++] = b;
      } else if (b >= 0) {
        special((char) b);
      } else {
        special((char) (0x2000 | text.byteAt(i + 2) & 0x3f));
        i += 2;
      }
    }
    ascii('"');
  }

  /** Whether U+2028 or U+2029 begins here, which end a line in JavaScript. */
  private static boolean endsLine(ByteString text, int i) {
    return text.byteAt(i) == (byte) 0xe2
        && text.byteAt(i + 1) == (byte) 0x80
        && (text.byteAt(i + 2) & 0xfe) == 0xa8;
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
    if (more <= bytes.length - size) {
      return;
    }
    int wanted = Math.max(FIRST, Math.max(2 * bytes.length, size + more));
    if (wanted > CHUNK && size > 0) {
      if (!isKept && more <= bytes.length) {
        size = 0;
        return;
      }
      endChunk();
      wanted = Math.max(CHUNK, more);
    }
    if (wanted > SMALL) {
      room.take(wanted);
    }
    bytes = Arrays.copyOf(bytes, wanted);
  }

  private void endChunk() {
    add(new JsonText.Characters(UnsafeByteOperations.unsafeWrap(bytes, 0, size)));
    bytes = NOTHING;
    size = 0;
  }

  private void add(JsonText.Part part) {
    if (!isKept) {
      return;
    }
    parts.add(part);
    partsSize = Math.addExact(partsSize, part.size());
  }

  /** One that keeps nothing of what is written. */
  static JsonOutput nowhere() {
    return new JsonOutput(Room.UNLIMITED, false);
  }

  JsonText toText() {
    endChunk();
    return new JsonText(List.copyOf(parts), partsSize);
  }
}
