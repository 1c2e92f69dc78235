package io.actorproxy.statestore;

/**
 * A place in the order of messages, from where a list continues. It stays good when the message it
 * was made of is gone.
 *
 * @param dueAt when the last message before was due; of a dead letter, when it died
 * @param id the id of that message
 */
public record MessageCursor(long dueAt, MessageId id) {

  /**
   * The cursor that {@link #toString} printed.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static MessageCursor parse(String text) {
    int end = text.lastIndexOf('-');
    if (end < 0) {
      throw new IllegalArgumentException("Expected a cursor, but got '" + text + "'");
    }
    return new MessageCursor(
        Long.parseLong(text.substring(0, end)), MessageId.parse(text.substring(end + 1)));
  }

  /** Behind everything that is due at that time, in milliseconds since the epoch. */
  public static MessageCursor after(long dueAt) {
    return new MessageCursor(dueAt, new MessageId(-1, -1));
  }

  /** A short text of digits and hyphens. */
  @Override
  public String toString() {
    return dueAt + "-" + id;
  }
}
