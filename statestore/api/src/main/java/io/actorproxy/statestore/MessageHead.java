package io.actorproxy.statestore;

/**
 * A {@link Message} without its content, which may be large: what lists are made of. The components
 * of the same names are those of the message.
 *
 * @param bytes how many its content has
 * @param dead whether it is a dead letter, or waits to be delivered
 */
public record MessageHead(
    MessageId id,
    MessageKind kind,
    ActorKey target,
    long lane,
    long sequence,
    long dueAt,
    int attempts,
    String failure,
    int bytes,
    boolean dead) {

  /** The head of a message. */
  public static MessageHead of(Message message, boolean dead) {
    return new MessageHead(
        message.id(),
        message.kind(),
        message.target(),
        message.lane(),
        message.sequence(),
        message.dueAt(),
        message.attempts(),
        message.failure(),
        message.content().length,
        dead);
  }

  /** Its place in lists. */
  public MessageCursor cursor() {
    return new MessageCursor(dueAt, id);
  }

  /** A message whose content is empty, for code that does not look at it. */
  public Message withoutContent() {
    return new Message(id, kind, target, lane, sequence, dueAt, attempts, failure, new byte[0]);
  }

  /** The same head of a message of another size. */
  MessageHead withBytes(int count) {
    return new MessageHead(id, kind, target, lane, sequence, dueAt, attempts, failure, count, dead);
  }
}
