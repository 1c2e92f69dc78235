package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** What can happen to bytes. */
final class Damage {
  private static final String[] TELLING = {
    "\r",
    "\n",
    "\r\n",
    "\r\n\r\n",
    ":",
    " ",
    "\t",
    ";",
    ",",
    "0",
    "9",
    "f",
    "-1",
    "\0",
    "chunked",
    "HTTP/1.1 200 OK\r\n",
    "content-length: 3\r\n",
    "transfer-encoding: chunked\r\n",
    "content-encoding: gzip\r\n",
    "connection: close\r\n"
  };

  private Damage() {}

  /** The bytes with a few of them changed, gone, doubled, cut off, or new ones in between. */
  static byte[] some(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int times = random.nextInt(4);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> splice(bytes, at, at + 1, new byte[] {(byte) random.nextInt()});
            case 1 -> splice(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), "");
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, random.nextInt(at + 1), at));
            case 4 -> splice(bytes, at, at + 1, TELLING[random.nextInt(TELLING.length)]);
            default -> splice(bytes, at, at, TELLING[random.nextInt(TELLING.length)]);
          };
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, String replacement) {
    return splice(bytes, from, to, replacement.getBytes(ISO_8859_1));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] replacement) {
    var spliced = new ByteArrayOutputStream();
    spliced.write(bytes, 0, from);
    spliced.writeBytes(replacement);
    spliced.write(bytes, to, bytes.length - to);
    return spliced.toByteArray();
  }
}
