package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Request;
import io.actorproxy.loops.OnLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of a request into a mailbox, which it takes or is told at once why it may not. */
@OnLoop
final class MailboxAdmission {
  private MailboxAdmission() {}

  /**
   * Takes a place for a request among those under way, or fails it.
   *
   * @param occupancy how many invocations the activation holds
   * @param isAtHost whether an action of it runs, which may wait for others
   * @return whether it has a place
   */
  static boolean admit(
      Request request,
      PendingReply.Activation activation,
      ActorType type,
      int occupancy,
      boolean isAtHost) {
    InFlight inFlight = activation.services().inFlight();
    Failure refusal = refusalOf(request, activation, type, occupancy, isAtHost);
    if (refusal == null && !inFlight.tryAcquire(request.carriedBytes())) {
      refusal = Refusals.overloaded(inFlight);
    }
    if (refusal != null) {
      PendingReply.refuse(request, activation.id(), refusal);
    }
    return refusal == null;
  }

  private static @Nullable Failure refusalOf(
      Request request,
      PendingReply.Activation activation,
      ActorType type,
      int occupancy,
      boolean isAtHost) {
    EntityServices services = activation.services();
    ActorId id = activation.id();
    if (occupancy >= services.config().mailboxCapacity()) {
      return Refusals.mailboxFull(id, services.config().mailboxCapacity());
    }
    if (isAtHost && isWaitingFor(id, request.waiting(), services.cycles())) {
      return Refusals.callCycle(id, request);
    }
    // While the store fails, requests that wait for it leave room for actors that need no store.
    return type.stateful() && services.inFlight().isHalfFull()
        ? services.storeHealth().failure()
        : null;
  }

  /** Whether the action that runs waits for the last of a chain, directly or through others. */
  private static boolean isWaitingFor(ActorId id, List<ActorId> chain, CallCycles cycles) {
    return !chain.isEmpty() && (chain.contains(id) || cycles.leads(id, chain.getLast()));
  }
}
