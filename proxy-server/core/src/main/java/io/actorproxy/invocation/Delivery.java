package io.actorproxy.invocation;

import io.actorproxy.statestore.MessageId;
import java.util.Optional;

/**
 * The duty to deliver a stored message, found by the {@link ReplyTo} of the call that delivers it.
 * If the call fails, the failure is the reply and the duty stays. Calls that travel carry the id of
 * the message alone; this stays where the message was claimed.
 */
public interface Delivery {
  /** Which message. */
  MessageId id();

  /**
   * The receiver is known.
   *
   * @param receiver its whole identity
   * @param declared what its type says about repetitions; empty if it says nothing
   */
  void goesTo(ActorId receiver, Optional<DeliveryPolicy> declared);

  /**
   * The invocation is about to begin. Called on the receiver's event loop, again for each
   * repetition.
   *
   * @return false if it must not: the message is left to a later delivery
   */
  boolean begin();

  /**
   * The invocation has run well, and all that it changed will be saved no later than what any later
   * invocation of the receiver changes. The next message of the same sender may be handed over.
   */
  void ran();

  /**
   * The invocation has run, and what it wrote is committed as far as the durability mode says. Must
   * not block.
   *
   * @param removed whether the message has left the store, or will, together with the state of the
   *     actor that took it in
   */
  void done(boolean removed);
}
