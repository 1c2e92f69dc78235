package io.actorproxy.routing;

import com.google.protobuf.ByteString;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Names;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.registry.LookUp;
import io.actorproxy.registry.Pending;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests from outside and from inside to the partition of the actor they mean: admit,
 * locate, hand over. Thread safe; never blocks.
 */
public final class Router implements Invoker {
  private static final int IDEMPOTENCY_KEY_CHARS = 256;

  /** Failures that pass once a host has registered what it still registers. */
  private static final Set<ErrorCode> MAY_REGISTER_SOON =
      EnumSet.of(ErrorCode.ACTOR_NOT_FOUND, ErrorCode.HOST_LACKS_TYPE);

  private final RoutingConfig config;
  private final TimeSource time;
  private final RequestAdmission admission;
  private final ActorLocator locator;
  private final EntitySupervisor supervisor;
  private final Outbox outbox;
  private final StartupGrace grace;
  private final StoreGate gate;

  public Router(
      RoutingConfig config,
      TimeSource time,
      RequestAdmission admission,
      ActorLocator locator,
      EntitySupervisor supervisor,
      Outbox outbox,
      StartupGrace grace,
      StoreGate gate) {
    this.config = config;
    this.time = time;
    this.admission = admission;
    this.locator = locator;
    this.supervisor = supervisor;
    this.outbox = outbox;
    this.grace = grace;
    this.gate = gate;
  }

  /** A call from a front door. */
  public void invokeFromOutside(Call call, ReplyTo replyTo) {
    try {
      invoke(call, deadlineOf(call.metadata()), replyTo);
    } catch (FailureException e) {
      replyTo.reply(new Reply.Failed(e.failure()));
    }
  }

  @Override
  public void invoke(Call call, Deadline deadline, ReplyTo replyTo) {
    try {
      requireStorable(call);
      enter(new Invocation(call, deadline, pending(replyTo)), null);
    } catch (FailureException e) {
      replyTo.reply(new Reply.Failed(e.failure()));
    }
  }

  private static void requireStorable(Call call) {
    Names.requireStorable(call.system(), ErrorCode.INVALID_REQUEST);
    Names.requireStorable(call.name(), ErrorCode.INVALID_REQUEST);
    Names.requireStorable(call.parent(), ErrorCode.INVALID_REQUEST);
    Names.requireStorable(call.registerRef(), ErrorCode.INVALID_REQUEST);
    String key = call.metadata().getOrDefault(Metadata.IDEMPOTENCY_KEY, "");
    if (key.length() > IDEMPOTENCY_KEY_CHARS) {
      throw new FailureException(
          ErrorCode.INVALID_REQUEST,
          "metadata %s has %d characters; the limit is %d"
              .formatted(Metadata.IDEMPOTENCY_KEY, key.length(), IDEMPOTENCY_KEY_CHARS));
    }
  }

  /** Admits the request first, since finding the actor that is meant may spawn it. */
  private void enter(Request request, @Nullable Deadline patience) {
    Failure refusal = admission.refusalOf(request);
    if (refusal == null) {
      route(request, patience, false);
    } else {
      request.fail(refusal);
    }
  }

  /**
   * Finds the actor that is meant and takes the request there.
   *
   * @param patience until when an unknown actor is looked for again; null the first time
   * @param waited whether it was looked up for this request
   */
  private void route(Request request, @Nullable Deadline patience, boolean waited) {
    switch (locator.locate(request, waited)) {
      case Location.Here here -> {
        if (here.recording().isRecorded()) {
          handOver(request, here);
        } else {
          gate.await(here.recording(), request, () -> handOver(request, here));
        }
      }
      case Location.Unread(LookUp lookUp) ->
          gate.await(lookUp, request, () -> route(request, patience, true));
      case Location.Elsewhere(ActorId id) -> {
        if (!supervisor.forward(id, request)) {
          notFound(request, lacksType(id), patience);
        }
      }
      case Location.NotKnownYet(Failure otherwise) ->
          awaitTypes(request, patience, atLeastSome(request.deadline()), otherwise);
      case Location.Nowhere(Failure failure) -> notFound(request, failure, patience);
    }
  }

  private void notFound(Request request, Failure failure, @Nullable Deadline patience) {
    Deadline until = patience == null ? grace.patience(request.deadline()) : patience;
    if (MAY_REGISTER_SOON.contains(failure.code()) && !until.hasPassed(time)) {
      grace.retryLater(() -> route(request, until, false));
    } else {
      request.fail(failure);
    }
  }

  private static Failure lacksType(ActorId id) {
    return new Failure(
        ErrorCode.HOST_LACKS_TYPE,
        "%s is to run here, but the host of this proxy has not registered its type".formatted(id));
  }

  /** Until the process is a member and has read what others have registered. */
  private void awaitTypes(
      Request request, @Nullable Deadline patience, Deadline until, Failure otherwise) {
    if (request.isAbandoned()) {
      return;
    }
    if (until.hasPassed(time)) {
      request.fail(otherwise);
    } else if (locator.knowsTypes()) {
      route(request, patience, false);
    } else {
      grace.retryLater(() -> awaitTypes(request, patience, until, otherwise));
    }
  }

  private Deadline atLeastSome(Deadline deadline) {
    return deadline.exists() ? deadline : deadline();
  }

  private void handOver(Request request, Location.Here here) {
    switch (request) {
      case Invocation invocation -> handOver(invocation, here);
      case Inspection _, Restoration _ ->
          supervisor.dispatch(here.id(), request, here.registeredType());
    }
  }

  /** What is to be stored first goes to the outbox, which calls again. */
  private void handOver(Invocation invocation, Location.Here here) {
    ActorType type = here.registeredType().type();
    Call call = invocation.call();
    Delivery delivery = invocation.delivery();
    if (delivery != null) {
      delivery.goesTo(here.id(), type.delivery());
    }
    if (type.targetOf(call.action()) == ActorType.ActionTarget.NOT_FOUND) {
      invocation.fail(type.actionNotFound(here.id(), call.action()));
    } else if (call.isScheduled()) {
      gate.store(invocation, caller -> outbox.schedule(call, caller));
    } else if (call.async() && outbox.isDurable(call)) {
      gate.store(invocation, caller -> outbox.accept(call, caller));
    } else {
      supervisor.dispatch(here.id(), invocation, here.registeredType());
    }
  }

  private static PendingCall pending(ReplyTo replyTo) {
    return replyTo instanceof PendingCall pending ? pending : new PendingCall(replyTo);
  }

  /**
   * Finds the whole identity of an actor, of which the parent may be left out.
   *
   * @return fails with a {@link FailureException} if there is none, if there are several, or if the
   *     store cannot be asked in the time that a call has
   */
  public CompletionStage<ActorId> identity(ActorId id) {
    CompletableFuture<ActorId> found = new CompletableFuture<>();
    identify(id, false, found);
    return inTime(
        found,
        deadline(),
        () -> "%s was not found in time: it still waits to be looked up".formatted(id));
  }

  /**
   * The same result of the store, if it comes before the deadline; else STORE_UNAVAILABLE.
   *
   * @param lateness what has not been answered, and why
   */
  public <T> CompletionStage<T> inTime(
      CompletionStage<T> stage, Deadline deadline, Supplier<String> lateness) {
    return gate.inTime(
        stage, deadline, () -> new Failure(ErrorCode.STORE_UNAVAILABLE, lateness.get()));
  }

  private void identify(ActorId id, boolean waited, CompletableFuture<ActorId> found) {
    switch (locator.locate(id, waited)) {
      case Location.Here here -> found.complete(here.id());
      case Location.Elsewhere(ActorId elsewhere) -> found.complete(elsewhere);
      case Location.NotKnownYet(Failure otherwise) ->
          found.completeExceptionally(new FailureException(otherwise));
      case Location.Nowhere(Failure failure) ->
          found.completeExceptionally(new FailureException(failure));
      case Location.Unread(LookUp lookUp) ->
          lookUp.await(
              new Pending.Waiter() {
                @Override
                public void done() {
                  identify(id, true, found);
                }

                @Override
                public void failed(Failure failure) {
                  found.completeExceptionally(new FailureException(failure));
                }
              });
    }
  }

  /**
   * Asks the actor's own activation for its state.
   *
   * @return as {@link Inspection#state}
   */
  public CompletableFuture<ByteString> inspect(Principal principal, ActorId id) {
    Inspection inspection = new Inspection(principal, id, deadline());
    enter(inspection, Deadline.in(0, time));
    return inspection.state();
  }

  /**
   * Makes an actor what it was at a revision, or at the newest before it that is kept.
   *
   * @return as {@link Restoration#restored}
   */
  public CompletableFuture<Long> restore(Principal principal, ActorId id, long revision) {
    return restore(principal, id, revision, deadline());
  }

  /** As above, by a deadline. */
  public CompletableFuture<Long> restore(
      Principal principal, ActorId id, long revision, Deadline deadline) {
    Restoration restoration = new Restoration(principal, id, revision, deadline);
    enter(restoration, Deadline.in(0, time));
    return restoration.restored();
  }

  /** The deadline of a request that begins now and does not say how long it waits. */
  public Deadline deadline() {
    return Deadline.in(config.requestTimeoutMillis(), time);
  }

  private Deadline deadlineOf(Map<String, String> metadata) {
    String wanted = metadata.get(Metadata.REQUEST_TIMEOUT);
    if (wanted == null || wanted.isEmpty()) {
      return deadline();
    }
    try {
      long millis = Long.parseLong(wanted.strip());
      if (millis > 0) {
        return Deadline.in(Math.min(millis, Integer.MAX_VALUE), time);
      }
    } catch (NumberFormatException _) {
      // Refused below.
    }
    throw new FailureException(
        ErrorCode.INVALID_REQUEST,
        "metadata "
            + Metadata.REQUEST_TIMEOUT
            + " is '"
            + wanted
            + "'; it must be milliseconds above 0");
  }
}
