package io.actorproxy.delivery;

import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A member of a cluster, which claims what its slots have, for as long as it is a member. */
final class MemberCustody implements Custody {
  /**
   * A claim may take effect after its answer was lost, and later than what is asked next. So the
   * store is told now and then what is under way, also when no answer was lost.
   */
  private static final long RECONCILE_NANOS = 10_000_000_000L;

  private final MemberMessages messages;
  private final Owner.Member owner;
  private final TimeSource time;
  private volatile boolean mayHoldUnknown;
  private long reconciledAt;

  MemberCustody(MessageStore store, Owner.Member owner, TimeSource time) {
    this.messages = store.ofMembers().orElseThrow();
    this.owner = owner;
    this.time = time;
    this.reconciledAt = time.nanoTime();
  }

  Owner.Member owner() {
    return owner;
  }

  MemberMessages messages() {
    return messages;
  }

  @Override
  public long epoch() {
    Identity me = owner.identity();
    return me == null ? MessageStore.UNCLAIMED : me.epoch();
  }

  @Override
  public boolean hasLeases() {
    return false;
  }

  @Override
  public boolean hasEnded(long epoch) {
    return epoch() != epoch;
  }

  @Override
  public long dueAtWhenClaimed(long now) {
    return now;
  }

  /** Others deliver what is for their slots, and what is for a slot that is not known yet. */
  @Override
  public long claimantOf(Message message) {
    MessagePlace place = message.place();
    return place != null
            && place.group() != null
            && owner.isClaimable(new SlotId(place.group(), place.number()))
        ? epoch()
        : MessageStore.UNCLAIMED;
  }

  /** If the membership ends meanwhile, the store claims nothing, or what does not count. */
  @Override
  public Claimed claim(Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    Identity me = owner.identity();
    if (me == null) {
      return new Claimed(MessageStore.UNCLAIMED, List.of());
    }
    try {
      return new Claimed(me.epoch(), messages.claim(me, owner.claimable(), kinds, now, limits));
    } catch (StoreException e) {
      mayHoldUnknown = true;
      throw e;
    }
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return messages.nextDue(owner.claimable(), kinds);
  }

  @Override
  public void reconcile(Supplier<Set<MessageId>> known) throws StoreException {
    Identity me = owner.identity();
    long now = time.nanoTime();
    if (me != null && (mayHoldUnknown || now - reconciledAt >= RECONCILE_NANOS)) {
      messages.forgetClaims(me, known.get());
      mayHoldUnknown = false;
      reconciledAt = now;
    }
  }
}
