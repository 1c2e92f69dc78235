package io.actorproxy.invocation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one actor: to run an action, to show its state, or to go back to an earlier one.
 * Each has a result of its own type. Only the first result or failure counts.
 */
public sealed interface Request permits Invocation, Inspection, Restoration {
  /** Who asks. */
  Principal principal();

  /** The actor that asks, if the request says so; null if it does not. */
  default @Nullable ActorId caller() {
    return null;
  }

  /** Which actor is asked, as the request names it: the parent may be left out. */
  ActorId actor();

  /** Until when the result is waited for; {@link Deadline#NONE} if no caller waits. */
  Deadline deadline();

  /** The action that runs; empty if none does. */
  String action();

  /** What is asked, as the beginning of a sentence: {@code 'add'}. */
  String subject();

  /** Whether it has its result already, so that it need not run if it has not begun. */
  boolean isAbandoned();

  /** Whether the actor is in use because of it; timers do not keep it in memory. */
  boolean isTraffic();

  /** Whether its caller knows that it was accepted, and waits for no result. */
  default boolean isAccepted() {
    return false;
  }

  /** The actors whose turns wait for the result, each for the next and the last for this one. */
  default List<ActorId> waiting() {
    return List.of();
  }

  /** About how much memory it holds. */
  default long carriedBytes() {
    return 0;
  }

  /** Ends the request with a failure. */
  void fail(Failure failure);
}
