package io.actorproxy.delivery;

/** A call that is being stored, for a caller that waits until it is. */
@FunctionalInterface
public interface Storing {
  /** One that has been refused already. */
  Storing REFUSED = () -> true;

  /**
   * The caller does not wait any more. What the store has not got yet it does not get. Thread safe.
   *
   * @return whether the call is surely not stored and will never run; if not, it is the store that
   *     has not answered yet
   */
  boolean giveUp();
}
