package io.actorproxy.invocation;

import io.actorproxy.statestore.MessageId;
import java.util.Optional;

/**
 * The duty to deliver a stored message, which an invocation carries along. If the invocation fails,
 * its {@link ReplyTo} hears of it and the duty stays.
 */
public interface Delivery {
  /** Which message. */
  MessageId id();

  /**
   * The receiver is known.
   *
   * @param declared what its type says about repetitions; empty if it says nothing
   */
  void goesTo(Optional<DeliveryPolicy> declared);

  /**
   * The invocation has run, and what it wrote is committed as far as the durability mode says. Must
   * not block.
   *
   * @param removed whether the message has left the store, or will, together with the state of the
   *     actor that took it in
   */
  void done(boolean removed);
}
