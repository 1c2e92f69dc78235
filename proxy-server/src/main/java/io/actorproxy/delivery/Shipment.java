package io.actorproxy.delivery;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message that is under way to its actor. Ends once: as delivered, or as failed. Thread safe. */
final class Shipment implements Delivery, ReplyTo {
  private static final Logger LOG = LoggerFactory.getLogger(Shipment.class);

  private final Outbox outbox;
  private final Message message;
  private final Call call;
  private volatile Optional<DeliveryPolicy> policy = Optional.empty();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Until when the message is claimed, as far as the store has said so. */
  private volatile long leaseUntil;

  Shipment(Outbox outbox, Message message, Call call) {
    this.outbox = outbox;
    this.message = message;
    this.call = call;
    this.leaseUntil = message.dueAt();
  }

  Message message() {
    return message;
  }

  /** The message as it was claimed, or its lease renewed, last. */
  Message claimed() {
    return message.withDueAt(leaseUntil);
  }

  void onLeased(long until) {
    leaseUntil = until;
  }

  Call call() {
    return call;
  }

  @Override
  public MessageId id() {
    return message.id();
  }

  @Override
  public void goesTo(Optional<DeliveryPolicy> declared) {
    policy = declared;
  }

  /** What the receiver's type says about repetitions; empty if nothing, or while it is unknown. */
  Optional<DeliveryPolicy> policy() {
    return policy;
  }

  @Override
  public void done(boolean removed) {
    if (ended.compareAndSet(false, true)) {
      outbox.delivered(this, removed);
    }
  }

  /** What comes after {@link #done} is the fate of a pipe or forward, which is another matter. */
  @Override
  public void reply(Reply reply) {
    switch (reply) {
      case Reply.Failed(var failure) -> {
        if (ended.compareAndSet(false, true)) {
          outbox.failed(this, failure);
        } else {
          LOG.warn("Expected what {} led to to be answered, but: {}", message, failure);
        }
      }
      case Reply.Completed _, Reply.Accepted _, Reply.Inspected _, Reply.Restored _ -> done(false);
    }
  }

  @Override
  public boolean answered() {
    return ended.get();
  }
}
