package io.actorproxy.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** What can be done to a body. */
final class Mangle {
  private static final byte[] HUGE_VARINT = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 127};
  private static final byte[][] NOT_UTF_8 = {
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xff},
    {(byte) 0xe2, (byte) 0x82},
    {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}
  };

  private Mangle() {}

  static byte[] random(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  static byte[] truncated(byte[] body, Random random) {
    return Arrays.copyOf(body, random.nextInt(body.length + 1));
  }

  /** Up to three places changed, removed, doubled or filled with what hurts. */
  static byte[] mutated(byte[] body, Random random) {
    byte[] bytes = body;
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + random.nextInt(8));
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> spliced(bytes, at, to, new byte[0]);
            case 1 -> spliced(bytes, at, at, random(random, 8));
            case 2 -> spliced(bytes, at, to, random(random, 8));
            case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, random.nextInt(at + 1), at));
            case 4 -> spliced(bytes, at, Math.min(bytes.length, at + 1), HUGE_VARINT);
            case 5 -> spliced(bytes, at, to, NOT_UTF_8[random.nextInt(NOT_UTF_8.length)]);
            default -> flipped(bytes, at, random);
          };
    }
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    byte[] flipped = bytes.clone();
    if (at < flipped.length) {
      flipped[at] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    ByteArrayOutputStream spliced = new ByteArrayOutputStream();
    spliced.write(bytes, 0, from);
    spliced.writeBytes(middle);
    spliced.write(bytes, to, bytes.length - to);
    return spliced.toByteArray();
  }

  /** Groups in groups, or messages in messages, deeper than any stack. */
  static byte[] nested(Random random) {
    int depth = 1 + random.nextInt(50_000);
    byte[] bytes = new byte[depth];
    // Start-group of field 1, 3 or 15; or field 1 to 3 as a message that is always too long.
    byte[] tags = {0x0b, 0x1b, 0x7b, 0x0a, 0x12, 0x1a};
    Arrays.fill(bytes, tags[random.nextInt(tags.length)]);
    return bytes;
  }

  static byte[] nestedJson(Random random) {
    int depth = 1 + random.nextInt(50_000);
    String[] begins = {
      "[", "{\"a\":", "{\"actorSystem\":", "{\"actor\":", "{\"value\":{\"@type\":"
    };
    return begins[random.nextInt(begins.length)].repeat(depth).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
