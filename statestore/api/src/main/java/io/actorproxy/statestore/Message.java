package io.actorproxy.statestore;

import io.actorproxy.statestore.cluster.MessagePlace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An invocation that is stored until it is delivered. Two messages are equal when their contents
 * are, wherever their places are.
 *
 * <p><b>Lanes.</b> Messages of one lane are delivered one after the other, by ascending sequence;
 * lanes do not wait for each other. Lane 0 is no lane: its messages wait for no other.
 *
 * @param id its name
 * @param kind why it exists
 * @param target whom it is for, as far as is known when it is stored: the parent may be empty; for
 *     people who look at what is waiting
 * @param lane which order it stands in, or 0
 * @param sequence its place in the lane; unique there, unless its sender was removed and began anew
 * @param dueAt not to be delivered before, in milliseconds since the epoch. A claim sets this to
 *     the end of its lease
 * @param attempts how often a delivery has failed
 * @param failure why the last one failed; empty if none did. Up to 1 KiB of text without NUL
 * @param content opaque bytes, handed over without a copy, so they must not be changed
 * @param place where its receiver is in a cluster, for the store; null if a process stores it that
 *     works alone, and in all that a store answers
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never copied.
public record Message(
    MessageId id,
    MessageKind kind,
    ActorKey target,
    long lane,
    long sequence,
    long dueAt,
    int attempts,
    String failure,
    byte[] content,
    @Nullable MessagePlace place) {

  /** A message without a place. */
  public Message(
      MessageId id,
      MessageKind kind,
      ActorKey target,
      long lane,
      long sequence,
      long dueAt,
      int attempts,
      String failure,
      byte[] content) {
    this(id, kind, target, lane, sequence, dueAt, attempts, failure, content, null);
  }

  /** A message whose delivery has not been tried yet. */
  public static Message untried(
      MessageId id,
      MessageKind kind,
      ActorKey target,
      long lane,
      long sequence,
      long dueAt,
      byte[] content) {
    return new Message(id, kind, target, lane, sequence, dueAt, 0, "", content);
  }

  /** The same message, due at another time. */
  public Message withDueAt(long time) {
    return new Message(id, kind, target, lane, sequence, time, attempts, failure, content, place);
  }

  /** The same message with other bytes. */
  public Message withContent(byte[] bytes) {
    return new Message(id, kind, target, lane, sequence, dueAt, attempts, failure, bytes, place);
  }

  /** The same message to a receiver in that place. */
  public Message withPlace(@Nullable MessagePlace there) {
    return new Message(id, kind, target, lane, sequence, dueAt, attempts, failure, content, there);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Message that
        && id.equals(that.id)
        && kind == that.kind
        && target.equals(that.target)
        && lane == that.lane
        && sequence == that.sequence
        && dueAt == that.dueAt
        && attempts == that.attempts
        && failure.equals(that.failure)
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Leaves the content out: it may be secret, and it may be large. */
  @Override
  public String toString() {
    return "Message[%s, %s to %s, lane=%d, sequence=%d, dueAt=%d, attempts=%d, %d bytes]"
        .formatted(id, kind, target, lane, sequence, dueAt, attempts, content.length);
  }
}
