package io.actorproxy.command;

import java.util.Collection;

/** Finds the known word that a mistyped one was probably meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /** {@code "; did you mean X?"} if a known word is near, else an empty text. */
  public static String of(String mistyped, Collection<String> known) {
    String nearest = "";
    int fewest = Math.min(mistyped.length(), Math.max(2, mistyped.length() / 3) + 1);
    for (String candidate : known) {
      int slips = slips(mistyped, candidate);
      if (slips < fewest) {
        fewest = slips;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  /** How many letters must be added, removed or replaced (Levenshtein's distance). */
  public static int slips(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
