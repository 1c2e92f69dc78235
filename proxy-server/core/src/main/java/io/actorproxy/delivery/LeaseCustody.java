package io.actorproxy.delivery;

import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A process that claims whatever is due, by leases. */
record LeaseCustody(MessageStore store, Owner.Process owner, OutboxConfig config)
    implements Custody {
  @Override
  public long epoch() {
    return owner.epoch();
  }

  @Override
  public boolean hasLeases() {
    return true;
  }

  @Override
  public boolean hasEnded(long epoch) {
    return false;
  }

  @Override
  public long dueAtWhenClaimed(long now) {
    return now + config.leaseMillis();
  }

  @Override
  public long claimantOf(Message message) {
    return owner.epoch();
  }

  @Override
  public Claimed claim(Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    return new Claimed(owner.epoch(), store.claim(owner.epoch(), kinds, now, leaseUntil, limits));
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return store.nextDue(kinds);
  }

  /** Leases end by themselves. */
  @Override
  public void reconcile(Supplier<Set<MessageId>> known) {}
}
