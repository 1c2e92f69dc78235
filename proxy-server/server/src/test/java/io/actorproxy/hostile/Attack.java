package io.actorproxy.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;

/**
 * Something that is sent to the proxy.
 *
 * @param name what is wrong with it
 * @param target the route it is meant for
 * @param bytes all of it, as it is written
 * @param isFramed whether it is one HTTP request beyond doubt, and has to be answered as such
 * @param isHead whether its answer has no body
 */
record Attack(String name, Target target, byte[] bytes, boolean isFramed, boolean isHead) {
  private static final int SHOWN = 600;

  @Override
  public String toString() {
    int shown = Math.min(bytes.length, SHOWN);
    return "%s at %s, %d bytes: %s\n%s"
        .formatted(
            name,
            target,
            bytes.length,
            HexFormat.of().formatHex(bytes, 0, shown),
            new String(bytes, 0, shown, ISO_8859_1));
  }
}
