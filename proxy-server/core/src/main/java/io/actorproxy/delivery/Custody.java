package io.actorproxy.delivery;

import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** How this process claims messages, and how long its claims count. Thread safe. */
sealed interface Custody permits LeaseCustody, MemberCustody {
  static Custody of(MessageStore store, Owner owner, OutboxConfig config, TimeSource time) {
    return switch (owner) {
      case Owner.Process process -> new LeaseCustody(store, process, config);
      case Owner.Member member -> new MemberCustody(store, member, time);
    };
  }

  /** The epoch in whose name it claims now; {@link MessageStore#UNCLAIMED} if it cannot. */
  long epoch();

  /** Whether a claim ends by time, unless it is renewed. */
  boolean hasLeases();

  /** Whether what was claimed in the name of that epoch is lost, whatever its lease. */
  boolean hasEnded(long epoch);

  /** When a new message is due that is to be delivered at once, and that this process may claim. */
  long dueAtWhenClaimed(long now);

  /** In whose name a new message is stored that is to be delivered here at once. */
  long claimantOf(Message message);

  /**
   * Messages that were claimed together.
   *
   * @param epoch in whose name
   */
  record Claimed(long epoch, List<Message> messages) {}

  /** As {@link MessageStore#claim(long, Set, long, long, ClaimLimits)}. */
  Claimed claim(Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException;

  /** As {@link MessageStore#nextDue}, of what this process may claim. */
  Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException;

  /**
   * Gives up what was claimed without knowing it, if there may be any.
   *
   * @param known what is under way
   */
  void reconcile(Supplier<Set<MessageId>> known) throws StoreException;
}
