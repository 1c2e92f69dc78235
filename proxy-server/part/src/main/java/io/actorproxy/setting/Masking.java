package io.actorproxy.setting;

/**
 * Makes values from outside safe to show: secrets masked, control characters replaced, long texts
 * cut.
 */
public final class Masking {
  /** What is shown of a secret. */
  public static final String MASK = "******";

  private static final int LONGEST = 200;

  private Masking() {}

  /** The value on one line and not endless. */
  public static String printable(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
