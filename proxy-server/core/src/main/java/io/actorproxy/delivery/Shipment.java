package io.actorproxy.delivery;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that is under way to its actor. Ends once: as delivered, as failed, or dropped before
 * it has begun. Thread safe.
 */
final class Shipment implements Delivery, ReplyTo {
  private static final Logger LOG = LoggerFactory.getLogger(Shipment.class);

  private final Outbox outbox;
  private final Lease lease;
  private final Call call;
  private volatile Optional<DeliveryPolicy> policy = Optional.empty();
  private volatile @Nullable ActorId receiver;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.READY);

  /** Whether its message is in the store, so that there is a lease to be renewed. */
  private volatile boolean stored = true;

  /** Whether it takes a place of those that are with their receivers. */
  private final AtomicBoolean placed = new AtomicBoolean();

  private enum Stage {
    READY,
    BEGUN,
    ENDED
  }

  Shipment(Outbox outbox, Lease lease, Call call) {
    this.outbox = outbox;
    this.lease = lease;
    this.call = call;
  }

  Message message() {
    return lease.message();
  }

  Lease lease() {
    return lease;
  }

  /** One whose message is still to be stored, with its lease. */
  static Shipment toBeStored(Outbox outbox, Lease lease, Call call) {
    Shipment shipment = new Shipment(outbox, lease, call);
    shipment.stored = false;
    return shipment;
  }

  void onStored() {
    stored = true;
  }

  /** Whether its lease is to be prolonged. One that is over may be another proxy's by now. */
  boolean isLeased(long now) {
    return stored && !lease.isOver(now);
  }

  boolean takePlace() {
    return placed.compareAndSet(false, true);
  }

  boolean leavePlace() {
    return placed.compareAndSet(true, false);
  }

  Call call() {
    return call;
  }

  @Override
  public Delivery delivery() {
    return this;
  }

  @Override
  public MessageId id() {
    return message().id();
  }

  @Override
  public void goesTo(ActorId found, Optional<DeliveryPolicy> declared) {
    receiver = found;
    policy = declared;
  }

  /** The actor that it goes to; null as long as that is not known. */
  @Nullable ActorId receiver() {
    return receiver;
  }

  /**
   * The delivery policy of the receiver's type; empty if it has none, or while the type is unknown.
   */
  Optional<DeliveryPolicy> policy() {
    return policy;
  }

  @Override
  public boolean begin() {
    if (stage.get() == Stage.READY && outbox.loseIfOver(lease)) {
      if (tryDrop()) {
        outbox.lost(this);
      }
      return false;
    }
    return stage.compareAndSet(Stage.READY, Stage.BEGUN) || stage.get() == Stage.BEGUN;
  }

  /** Keeps it from being begun; false if it has, or has ended. */
  boolean tryDrop() {
    return stage.compareAndSet(Stage.READY, Stage.ENDED);
  }

  private boolean end() {
    return stage.getAndSet(Stage.ENDED) != Stage.ENDED;
  }

  @Override
  public void ran() {
    outbox.ran(this);
  }

  @Override
  public void done(boolean removed) {
    if (end()) {
      outbox.delivered(this, removed);
    }
  }

  /** A reply after {@link #done} is that of a pipe or forward, and does not concern the message. */
  @Override
  public void reply(Reply reply) {
    switch (reply) {
      case Reply.Failed(var failure) -> {
        if (end()) {
          outbox.failed(this, failure);
        } else {
          LOG.warn("Expected a reply to the pipe or forward of {}, but: {}", message(), failure);
        }
      }
      case Reply.Completed _, Reply.Accepted _ -> done(false);
    }
  }

  /** Its receiver is not here any more: the member claims it that has the receiver. */
  @Override
  public boolean giveBack() {
    boolean isBack = end();
    if (isBack) {
      outbox.misplaced(this);
    }
    return isBack;
  }

  @Override
  public boolean answered() {
    return stage.get() == Stage.ENDED;
  }
}
