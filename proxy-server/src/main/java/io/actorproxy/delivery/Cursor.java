package io.actorproxy.delivery;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;

/**
 * A place in a list of messages, from where the next page goes on. It stays good when the message
 * it was made of is gone.
 *
 * @param dueAt when the last message of the page before was due
 * @param id the id of that message
 */
public record Cursor(long dueAt, MessageId id) {

  /** The place of a message. */
  public static Cursor at(Message message) {
    return new Cursor(message.dueAt(), message.id());
  }

  /** The last place before a message: the page from there begins with it. */
  static Cursor before(Message message) {
    MessageId id = message.id();
    if (id.low() != 0) {
      return new Cursor(message.dueAt(), new MessageId(id.high(), id.low() - 1));
    }
    if (id.high() != 0) {
      return new Cursor(message.dueAt(), new MessageId(id.high() - 1, -1));
    }
    return new Cursor(message.dueAt() - 1, new MessageId(-1, -1));
  }

  /**
   * The cursor that {@link #toString} printed.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Cursor parse(String text) {
    int end = text.lastIndexOf('-');
    if (end < 0) {
      throw new IllegalArgumentException("Expected a cursor, but got '" + text + "'");
    }
    return new Cursor(
        Long.parseLong(text.substring(0, end)), MessageId.parse(text.substring(end + 1)));
  }

  /** A short text of digits and hyphens. */
  @Override
  public String toString() {
    return dueAt + "-" + id;
  }

  /** In the form in which a store wants it: of the message, only what the order is made of. */
  Message asMessage() {
    return Message.untried(
        id, MessageKind.EFFECT, new ActorKey("", "", ""), 0, 0, dueAt, new byte[0]);
  }
}
