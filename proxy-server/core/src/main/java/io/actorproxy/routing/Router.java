package io.actorproxy.routing;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Names;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.routing.ActorLocator.Location;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls from outside and from inside to the partition of the actor they mean: admit, locate,
 * dispatch. Thread safe; never blocks.
 */
public final class Router implements Invoker {
  private static final int IDEMPOTENCY_KEY_CHARS = 256;

  private final RoutingConfig config;
  private final TimeSource time;
  private final ActorLocator locator;
  private final EntitySupervisor supervisor;
  private final Outbox outbox;
  private final StartupGrace grace;
  private final RecordingGate gate;
  private volatile boolean draining;

  public Router(
      RoutingConfig config,
      TimeSource time,
      ActorLocator locator,
      EntitySupervisor supervisor,
      Outbox outbox,
      StartupGrace grace,
      RecordingGate gate) {
    this.config = config;
    this.time = time;
    this.locator = locator;
    this.supervisor = supervisor;
    this.outbox = outbox;
    this.grace = grace;
    this.gate = gate;
  }

  /** A call from a front door. */
  public void invokeFromOutside(Call call, ReplyTo replyTo) {
    // What an action asks of other actors belongs to a turn that is to finish.
    if (draining && call.caller() == null) {
      replyTo.reply(Reply.failed(ErrorCode.DRAINING, "the proxy is stopping; call another one"));
      return;
    }
    try {
      invoke(call, call.async() ? Deadline.NONE : deadlineOf(call.metadata()), replyTo);
    } catch (FailureException e) {
      replyTo.reply(new Reply.Failed(e.failure()));
    }
  }

  @Override
  public void invoke(Call call, Deadline deadline, ReplyTo replyTo) {
    try {
      requireStorable(call);
      locate(call, deadline, replyTo, null);
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

  /**
   * Looks for the actor.
   *
   * @param patience how long it is looked for again; null the first time
   */
  private void locate(Call call, Deadline deadline, ReplyTo replyTo, @Nullable Deadline patience) {
    switch (locator.locate(call)) {
      case Location.Here here -> {
        if (here.recording().isRecorded()) {
          dispatch(call, deadline, replyTo, here);
        } else {
          gate.await(
              here.recording(),
              call,
              deadline,
              pending(replyTo),
              caller -> dispatch(call, deadline, caller, here));
        }
      }
      case Location.Nowhere(Failure failure) -> {
        Deadline until = patience == null ? grace.patience(deadline) : patience;
        if (failure.code() == ErrorCode.ACTOR_NOT_FOUND && !until.hasPassed(time)) {
          grace.retryLater(() -> locate(call, deadline, replyTo, until));
        } else {
          replyTo.reply(new Reply.Failed(failure));
        }
      }
    }
  }

  private void dispatch(Call call, Deadline deadline, ReplyTo replyTo, Location.Here here) {
    ActorType type = here.registeredType().type();
    if (call.delivery() != null) {
      call.delivery().goesTo(type.delivery());
    }
    if (type.targetOf(call.action()) == ActorType.ActionTarget.NOT_FOUND) {
      replyTo.reply(new Reply.Failed(type.actionNotFound(here.id(), call.action())));
    } else if (call.isScheduled()) {
      outbox.schedule(call, replyTo);
    } else if (call.async() && outbox.isDurable(call)) {
      outbox.accept(call, replyTo);
    } else {
      supervisor.dispatch(invocation(call, deadline, replyTo, here.id()), here.registeredType());
    }
  }

  private Invocation invocation(Call call, Deadline deadline, ReplyTo replyTo, ActorId target) {
    return new Invocation(
        target,
        call.action(),
        call.payload(),
        call.caller(),
        call.metadata(),
        deadline,
        call.async(),
        call.hops(),
        call.origin(),
        1,
        pending(replyTo),
        call.delivery());
  }

  private static PendingCall pending(ReplyTo replyTo) {
    return replyTo instanceof PendingCall pending ? pending : new PendingCall(replyTo);
  }

  /**
   * The whole identity of a known actor, of which the parent may be left out.
   *
   * @throws FailureException if none is known, or several are
   */
  public ActorId identity(ActorId id) {
    return switch (locator.locate(id.system(), id.parent(), id.name())) {
      case Location.Here here -> here.id();
      case Location.Nowhere(Failure failure) -> throw new FailureException(failure);
    };
  }

  /** Asks the actor's own activation for its state. */
  public void inspect(String system, String parent, String name, ReplyTo replyTo) {
    switch (locator.locate(system, parent, name)) {
      case Location.Here(var id, var registeredType, _) ->
          supervisor.dispatch(
              new Invocation(
                  id,
                  "",
                  Payload.ABSENT,
                  null,
                  Map.of(),
                  Deadline.in(config.requestTimeoutMillis(), time),
                  false,
                  0,
                  Origin.INSPECTION,
                  1,
                  new PendingCall(replyTo)),
              registeredType);
      case Location.Nowhere(Failure failure) -> replyTo.reply(new Reply.Failed(failure));
    }
  }

  /**
   * Makes an actor what it was at a revision, or at the newest before it that is kept; {@code
   * replyTo} gets {@link Reply.Restored}.
   */
  public void restore(ActorId id, long revision, ReplyTo replyTo) {
    switch (locator.locate(id.system(), id.parent(), id.name())) {
      case Location.Here(var found, var registeredType, _) ->
          supervisor.dispatch(
              new Invocation(
                  found,
                  "",
                  Payload.ABSENT,
                  null,
                  Map.of(Metadata.REVISION, Long.toString(revision)),
                  Deadline.in(config.requestTimeoutMillis(), time),
                  false,
                  0,
                  Origin.RESTORE,
                  1,
                  new PendingCall(replyTo)),
              registeredType);
      case Location.Nowhere(Failure failure) -> replyTo.reply(new Reply.Failed(failure));
    }
  }

  /** From now on calls from outside are refused; calls between actors continue. */
  public void drain() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  private Deadline deadlineOf(Map<String, String> metadata) {
    String wanted = metadata.get(Metadata.REQUEST_TIMEOUT);
    if (wanted == null || wanted.isEmpty()) {
      return Deadline.in(config.requestTimeoutMillis(), time);
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
