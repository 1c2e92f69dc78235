package io.actorproxy.verify;

/** What the entries of an actor's log look like. */
final class Entry {
  private static final String RECEIVED = "<";
  private static final String FIRED = "@";

  private Entry() {}

  /** An effect arrived. */
  static String received(String sender, String effect) {
    return RECEIVED + sender + RECEIVED + effect;
  }

  /** A scheduled call ran, so many milliseconds after its time. */
  static String fired(String schedule, long lateMillis) {
    return FIRED + schedule + FIRED + lateMillis;
  }

  static boolean isReceived(String entry) {
    return entry.startsWith(RECEIVED);
  }

  static boolean isFired(String entry) {
    return entry.startsWith(FIRED);
  }

  /** What was received or fired: sender and effect, or schedule and lateness. */
  static String[] parts(String entry) {
    return entry.substring(1).split(entry.substring(0, 1), 2);
  }
}
