package io.actorproxy.delivery;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Admin operations on the messages of an {@link Outbox}: list, re-drive, discard. Thread safe.
 * Calls block; never make them on an event loop. Their changes are durable when they return.
 *
 * <p>A message that is being delivered is left alone: its receiver may have begun to act on it.
 */
public final class StoredMessages {
  /** How many messages are looked at, and changed, at a time. */
  private static final int PAGE = 1_000;

  private final MessageStore store;
  private final Outbox outbox;
  private final DeadLetters deadLetters;

  /**
   * Selects messages by kind and state.
   *
   * @param kinds those of these kinds
   * @param dead only dead letters, or only those that wait; both if empty
   */
  public record Filter(Set<MessageKind> kinds, Optional<Boolean> dead) {
    /** Every message. */
    public static final Filter ALL = new Filter(EnumSet.allOf(MessageKind.class), Optional.empty());

    private boolean accepts(MessageHead message) {
      return kinds.contains(message.kind()) && dead.orElse(message.dead()) == message.dead();
    }
  }

  /** Those that {@code outbox} delivers from {@code store}. */
  public StoredMessages(MessageStore store, Outbox outbox) {
    this.store = store;
    this.outbox = outbox;
    this.deadLetters = new DeadLetters(store, outbox);
  }

  /** Operations on many dead letters. */
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /** One page of messages, in the order in which they are due; dead letters in that of death. */
  public List<MessageHead> list(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException {
    return store.heads(kinds, dead, after, limit);
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
  public MessageHead find(MessageId id, Filter filter) throws StoreException {
    Optional<MessageHead> found = store.head(id).filter(filter::accepts);
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
              MessageHead message = notUnderWay(find(id, filter));
              remove(List.of(message));
              return message;
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

  /** Counts the messages that name one of these actors. Looks at all there are, so ask seldom. */
  public Tally countTo(Set<ActorKey> targets) throws StoreException {
    return new Tally(
        forEachTo(targets, false, List::size), forEachTo(targets, true, List::size), 0);
  }

  /** Removes the messages that name one of these actors. Looks at all there are, so ask seldom. */
  public Tally discardTo(Set<ActorKey> targets) throws StoreException {
    AtomicLong underWay = new AtomicLong();
    Each each =
        messages -> {
          List<MessageHead> idle =
              outbox.claims().whileNothingIsClaimed(() -> discardIdle(messages));
          underWay.addAndGet(messages.size() - idle.size());
          return idle.size();
        };
    return new Tally(
        forEachTo(targets, false, each), forEachTo(targets, true, each), underWay.get());
  }

  private List<MessageHead> discardIdle(List<MessageHead> messages) throws StoreException {
    List<MessageHead> idle =
        messages.stream().filter(message -> !outbox.isUnderWay(message.id())).toList();
    remove(idle);
    return idle;
  }

  /** Removes messages that are all dead, or all alive. */
  private void remove(List<MessageHead> messages) throws StoreException {
    if (messages.isEmpty()) {
      return;
    }
    List<MessageId> ids = messages.stream().map(MessageHead::id).toList();
    if (messages.getFirst().dead()) {
      store.removeDead(ids);
      outbox.stock().onRemoved(Amount.ofHeads(messages));
    } else {
      store.remove(ids);
      outbox.stock().onDiscarded(Amount.ofHeads(messages));
      outbox.claims().onLeft(messages.stream().anyMatch(message -> message.lane() != 0));
    }
  }

  private interface Each {
    int counts(List<MessageHead> messages) throws StoreException;
  }

  private long forEachTo(Set<ActorKey> targets, boolean dead, Each each) throws StoreException {
    long count = 0;
    Optional<MessageCursor> after = Optional.empty();
    while (true) {
      List<MessageHead> page = list(Filter.ALL.kinds(), dead, after, PAGE);
      count +=
          each.counts(page.stream().filter(message -> targets.contains(message.target())).toList());
      if (page.size() < PAGE) {
        return count;
      }
      after = Optional.of(page.getLast().cursor());
    }
  }

  /**
   * Makes a dead letter a message that is due, as if its delivery had never been tried.
   *
   * @throws FailureException {@code MESSAGE_NOT_FOUND} if there is no dead letter of that id, or
   *     {@code OUTBOX_FULL} if as many messages wait as may
   */
  public void redrive(MessageId id) throws StoreException {
    Filter dead = new Filter(Filter.ALL.kinds(), Optional.of(true));
    outbox
        .claims()
        .whileNothingIsClaimed(
            () -> {
              MessageHead letter = notUnderWay(find(id, dead));
              Failure full = deadLetters.bringBack(List.of(letter)).stopped();
              if (full != null) {
                throw new FailureException(full);
              }
              return letter;
            });
  }

  private MessageHead notUnderWay(MessageHead message) {
    if (outbox.isUnderWay(message.id())) {
      throw new FailureException(
          ErrorCode.MESSAGE_UNDER_WAY,
          "message %s is being delivered, and its receiver may be acting on it; look again later"
              .formatted(message.id()));
    }
    return message;
  }
}
