package io.actorproxy.delivery;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The operator's hand on the messages of an {@link Outbox}: to see them, to send dead letters on
 * their way again, to remove what nobody wants any more. Thread safe. Calls block; never make them
 * on an event loop. What they change is durable when they return.
 *
 * <p>A message that is being delivered is left alone: its receiver may have begun to act on it.
 */
public final class StoredMessages {
  /** How many messages are read at a time; each may be large. */
  private static final int PAGE = 100;

  private final MessageStore store;
  private final Outbox outbox;
  private final TimeSource time;

  /**
   * A message, and what has become of it.
   *
   * @param dead whether it is a dead letter, or waits to be delivered
   */
  public record Entry(Message message, boolean dead) {}

  /**
   * Which messages somebody means.
   *
   * @param kinds those of these kinds
   * @param dead only dead letters, or only those that wait; both if empty
   */
  public record Filter(Set<MessageKind> kinds, Optional<Boolean> dead) {
    /** Every message. */
    public static final Filter ALL = new Filter(EnumSet.allOf(MessageKind.class), Optional.empty());

    private boolean accepts(Entry entry) {
      return kinds.contains(entry.message().kind()) && dead.orElse(entry.dead()) == entry.dead();
    }
  }

  /** Those that {@code outbox} delivers from {@code store}. */
  public StoredMessages(MessageStore store, Outbox outbox, TimeSource time) {
    this.store = store;
    this.outbox = outbox;
    this.time = time;
  }

  /** One page of messages, in the order in which they are due; dead letters in that of death. */
  public List<Message> list(Set<MessageKind> kinds, boolean dead, Optional<Cursor> after, int limit)
      throws StoreException {
    return store.list(kinds, dead, after.map(Cursor::asMessage), limit);
  }

  /** How many there are. Counts them all, so ask seldom. */
  public long count(MessageKind kind, boolean dead) throws StoreException {
    return store.count(EnumSet.of(kind), dead);
  }

  /**
   * The message of that id.
   *
   * @throws FailureException {@code MESSAGE_NOT_FOUND} if there is none that is meant
   */
  public Entry find(MessageId id, Filter filter) throws StoreException {
    Optional<Entry> found = find(id).filter(filter::accepts);
    return found.orElseThrow(
        () ->
            new FailureException(
                ErrorCode.MESSAGE_NOT_FOUND,
                "there is no such message of id %s; it may have been delivered, brought back or"
                        .formatted(id)
                    + " removed meanwhile"));
  }

  /**
   * Removes a message, which is never delivered then.
   *
   * @throws FailureException {@code MESSAGE_NOT_FOUND}, or {@code MESSAGE_UNDER_WAY}
   */
  public void discard(MessageId id, Filter filter) throws StoreException {
    outbox
        .claims()
        .whileNothingIsClaimed(
            () -> {
              Entry entry = notUnderWay(find(id, filter));
              store.remove(List.of(id));
              if (!entry.dead()) {
                outbox.stock().onEnded(entry.message());
                outbox.claims().onLeft(entry.message().lane() != 0);
              } else {
                outbox.stock().onRemoved(Amount.of(entry.message()));
              }
              return entry;
            });
  }

  /**
   * The messages to some actors.
   *
   * @param waiting how many are to be delivered
   * @param dead how many are dead letters
   * @param underWay how many were being delivered, and were left
   */
  public record Tally(long waiting, long dead, long underWay) {}

  /** Counts the messages that name one of these actors. Reads all there are, so ask seldom. */
  public Tally countTo(Set<ActorKey> targets) throws StoreException {
    return new Tally(forEachTo(targets, false, _ -> true), forEachTo(targets, true, _ -> true), 0);
  }

  /** Removes the messages that name one of these actors. Reads all there are, so ask seldom. */
  public Tally discardTo(Set<ActorKey> targets) throws StoreException {
    AtomicLong underWay = new AtomicLong();
    long waiting = forEachTo(targets, false, message -> discardNow(message, underWay));
    long dead = forEachTo(targets, true, message -> discardNow(message, underWay));
    return new Tally(waiting, dead, underWay.get());
  }

  private boolean discardNow(Message message, AtomicLong underWay) throws StoreException {
    try {
      discard(message.id(), Filter.ALL);
      return true;
    } catch (FailureException e) {
      if (e.failure().code() == ErrorCode.MESSAGE_UNDER_WAY) {
        underWay.incrementAndGet();
      }
      return false;
    }
  }

  private interface Each {
    boolean counts(Message message) throws StoreException;
  }

  private long forEachTo(Set<ActorKey> targets, boolean dead, Each each) throws StoreException {
    long count = 0;
    Optional<Cursor> after = Optional.empty();
    while (true) {
      List<Message> page = list(Filter.ALL.kinds(), dead, after, PAGE);
      for (Message message : page) {
        if (targets.contains(message.target()) && each.counts(message)) {
          count++;
        }
      }
      if (page.size() < PAGE) {
        return count;
      }
      after = Optional.of(Cursor.at(page.getLast()));
    }
  }

  /**
   * Sends a dead letter on its way again, as if it had never been tried.
   *
   * @throws FailureException {@code MESSAGE_NOT_FOUND} if there is no dead letter of that id
   */
  public void redrive(MessageId id) throws StoreException {
    Filter dead = new Filter(Filter.ALL.kinds(), Optional.of(true));
    outbox
        .claims()
        .whileNothingIsClaimed(
            () -> {
              Entry entry = notUnderWay(find(id, dead));
              bringBack(List.of(entry.message()));
              return entry;
            });
  }

  /**
   * Sends all dead letters of these kinds on their way again, some at a time. Those that die
   * meanwhile stay dead.
   *
   * @return how many
   */
  public long redriveAll(Set<MessageKind> kinds) throws StoreException {
    long begin = time.epochMillis();
    long count = 0;
    Optional<Cursor> after = Optional.empty();
    while (true) {
      List<Message> page = list(kinds, true, after, PAGE);
      List<Message> those =
          page.stream()
              .filter(letter -> letter.dueAt() <= begin && !outbox.isUnderWay(letter.id()))
              .toList();
      if (!those.isEmpty()) {
        bringBack(those);
      }
      count += those.size();
      if (page.size() < PAGE || page.getLast().dueAt() > begin) {
        return count;
      }
      after = Optional.of(Cursor.at(page.getLast()));
    }
  }

  private void bringBack(List<Message> letters) throws StoreException {
    long now = time.epochMillis();
    store.revive(letters.stream().map(Message::id).toList(), now);
    outbox.stock().onRevived(Amount.of(letters));
    outbox.claims().onStored(letters);
  }

  private Entry notUnderWay(Entry entry) {
    MessageId id = entry.message().id();
    if (outbox.isUnderWay(id)) {
      throw new FailureException(
          ErrorCode.MESSAGE_UNDER_WAY,
          "message %s is being delivered, and its receiver may be acting on it; look again later"
              .formatted(id));
    }
    return entry;
  }

  private Optional<Entry> find(MessageId id) throws StoreException {
    Optional<Message> found;
    try {
      found = store.find(id);
    } catch (StoreCorruptedException _) {
      return findUnreadable(id);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Message message = found.get();
    // A message does not say whether it is dead, but the list of the dead does.
    List<Message> there =
        list(EnumSet.of(message.kind()), true, Optional.of(Cursor.before(message)), 1);
    boolean dead = !there.isEmpty() && there.getFirst().id().equals(id);
    return Optional.of(new Entry(message, dead));
  }

  /** What no key opens is a dead letter since somebody tried to deliver it. */
  private Optional<Entry> findUnreadable(MessageId id) throws StoreException {
    List<Message> page = list(Filter.ALL.kinds(), true, Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      for (Message message : page) {
        if (message.id().equals(id)) {
          return Optional.of(new Entry(message, true));
        }
      }
      page = list(Filter.ALL.kinds(), true, Optional.of(Cursor.at(page.getLast())), PAGE);
    }
    return Optional.empty();
  }
}
