package io.actorproxy.statestore;

/**
 * The result of an attempt to deliver a message that is still in the store.
 *
 * @param id which message
 * @param lease the {@link Message#dueAt} with which it was claimed, or its lease renewed last
 * @param attempts how often a delivery has failed by now
 * @param dueAt when it is to be tried again, in milliseconds since the epoch; of a dead letter, the
 *     time of its death
 * @param failure why it failed; empty if it did not. Cut after {@value #FAILURE_BYTES_MAX} bytes of
 *     UTF-8; what no store can keep, as NUL, becomes a replacement character
 * @param dead whether it is not tried any more until an operator brings it back
 */
public record Attempt(
    MessageId id, long lease, int attempts, long dueAt, String failure, boolean dead) {

  /** How much of a failure is kept, in bytes of UTF-8. */
  public static final int FAILURE_BYTES_MAX = 1024;

  private static final int REPLACEMENT = 0xFFFD;

  /** An attempt to deliver a message as it was claimed. */
  public static Attempt of(
      Message claimed, int attempts, long dueAt, String failure, boolean dead) {
    return new Attempt(claimed.id(), claimed.dueAt(), attempts, dueAt, failure, dead);
  }

  public Attempt {
    failure = storable(failure);
  }

  private static String storable(String text) {
    StringBuilder kept = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int read = text.codePointAt(i);
      i += Character.charCount(read);
      boolean fits = read != 0 && Character.getType(read) != Character.SURROGATE;
      int codePoint = fits ? read : REPLACEMENT;
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > FAILURE_BYTES_MAX) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return kept.toString();
  }
}
