package io.actorproxy.statestore.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The words in which the contract speaks of messages. */
interface MessageWords extends StoreUnderTest {

  Set<MessageKind> ALL = Set.of(MessageKind.values());
  ActorKey TARGET = new ActorKey("shop", "cart", "cart-1");

  /** Two processes that claim messages. */
  long OWNER = 1_700_000_000_001L;

  long OTHER = -2;

  default MessageStore messages() {
    return store().messages();
  }

  static MessageId id(long number) {
    return new MessageId(0, number);
  }

  static List<MessageId> ids(long... numbers) {
    return IntStream.range(0, numbers.length).mapToObj(i -> id(numbers[i])).toList();
  }

  /** An effect in no lane. */
  static Message message(long number, long dueAt) {
    return message(number, MessageKind.EFFECT, dueAt);
  }

  static Message message(long number, MessageKind kind, long dueAt) {
    return Message.untried(id(number), kind, TARGET, 0, 0, dueAt, contentOf(number));
  }

  static Message inLane(long number, long lane, long sequence, long dueAt) {
    return Message.untried(
        id(number), MessageKind.EFFECT, TARGET, lane, sequence, dueAt, contentOf(number));
  }

  private static byte[] contentOf(long number) {
    return ("message " + number).getBytes(UTF_8);
  }

  /** The same message, due at another time. */
  static Message due(Message message, long dueAt) {
    return message.withDueAt(dueAt);
  }

  /** An attempt under the lease that the message has now. */
  default Attempt attempt(MessageId id, int attempts, long dueAt, String failure, boolean dead)
      throws StoreException {
    long lease = messages().find(id).map(Message::dueAt).orElse(0L);
    return new Attempt(id, lease, attempts, dueAt, failure, dead);
  }

  /** What an attempt makes of a message. */
  static Message after(Message message, Attempt attempt) {
    return new Message(
        message.id(),
        message.kind(),
        message.target(),
        message.lane(),
        message.sequence(),
        attempt.dueAt(),
        attempt.attempts(),
        attempt.failure(),
        message.content());
  }

  /** A save that sends and consumes. */
  static Save exchange(
      ActorKey key,
      long expectedRevision,
      String state,
      long writer,
      List<Message> sends,
      List<MessageId> consumes) {
    return new Save(key, expectedRevision, state.getBytes(UTF_8), writer, false, sends, consumes);
  }

  /** Everything that is alive. */
  default List<Message> alive() throws StoreException {
    return messages().list(ALL, false, Optional.empty(), Integer.MAX_VALUE);
  }

  /** Everything that is dead. */
  default List<Message> dead() throws StoreException {
    return messages().list(ALL, true, Optional.empty(), Integer.MAX_VALUE);
  }
}
