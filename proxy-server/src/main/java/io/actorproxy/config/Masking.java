package io.actorproxy.config;

/** What is shown of values that come from outside. */
final class Masking {
  static final String MASK = "******";

  private static final int LONGEST = 200;

  private Masking() {}

  /** The value on one line and not endless. */
  static String printable(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
