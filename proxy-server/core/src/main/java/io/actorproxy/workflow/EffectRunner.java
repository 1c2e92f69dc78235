package io.actorproxy.workflow;

import com.google.protobuf.ByteString;
import io.actorproxy.definition.Names;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Outgoing;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.pubsub.PubsubDispatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a turn asks for, and sends what is not stored, in the protocol's order: side effects,
 * broadcast, then the pipe or forward. Stored calls leave by way of the outbox. Thread safe.
 */
public final class EffectRunner {
  private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

  private final Invoker invoker;
  private final PubsubDispatcher pubsub;
  private final int hopsMax;
  private final int messagesMax;

  /**
   * Follows at most {@code hopsMax} pipes and forwards in a row; a turn sends at most {@code
   * messagesMax} messages to others.
   */
  public EffectRunner(Invoker invoker, PubsubDispatcher pubsub, int hopsMax, int messagesMax) {
    this.messagesMax = messagesMax;
    this.invoker = invoker;
    this.pubsub = pubsub;
    this.hopsMax = hopsMax;
  }

  /**
   * Reads what a host returned for the actor.
   *
   * @throws FailureException with HOST_INVALID_REPLY or HOST_REPLY_TOO_LARGE
   */
  public Workflow read(@Nullable ByteString workflow, ActorId actor) {
    return Workflow.read(workflow, actor.system(), messagesMax);
  }

  /**
   * What a turn sends to others without waiting for them: its side effects and its broadcast, in
   * this order.
   *
   * @param cause the call that the turn processes
   */
  public List<Outgoing> outgoing(Workflow workflow, ActorId self, Call cause) {
    Effect.Broadcast broadcast = workflow.broadcast();
    if (workflow.effects().isEmpty() && broadcast == null) {
      return List.of();
    }
    List<Outgoing> outgoing = new ArrayList<>();
    Map<String, String> inherited = inherited(cause.metadata());
    for (Effect.SideEffect effect : workflow.effects()) {
      Call asked = effect.call();
      outgoing.add(
          new Outgoing.ToActor(asked.asEffectOf(self, overlaid(inherited, asked.metadata()))));
    }
    if (broadcast != null) {
      outgoing.add(
          new Outgoing.ToTopic(self, broadcast.channel(), broadcast.action(), broadcast.payload()));
    }
    return outgoing;
  }

  /**
   * The calls that these become: the listeners of a topic are all in this process, and each gets
   * one.
   *
   * @throws FailureException with HOST_REPLY_TOO_LARGE if these are too many, or with
   *     HOST_INVALID_REPLY if a name cannot be stored
   */
  public List<Call> callsOf(List<Outgoing> outgoing) {
    if (outgoing.isEmpty()) {
      return List.of();
    }
    List<Call> calls = new ArrayList<>();
    for (Outgoing one : outgoing) {
      switch (one) {
        case Outgoing.ToActor(Call call) -> calls.add(call);
        case Outgoing.ToTopic broadcast -> {
          Workflow.requireSendable(calls.size() + pubsub.listeners(broadcast), messagesMax);
          calls.addAll(pubsub.callsFor(broadcast));
        }
      }
    }
    calls.forEach(EffectRunner::requireStorable);
    return calls;
  }

  private static void requireStorable(Call call) {
    Names.requireStorable(call.system(), ErrorCode.HOST_INVALID_REPLY);
    Names.requireStorable(call.parent(), ErrorCode.HOST_INVALID_REPLY);
    Names.requireStorable(call.name(), ErrorCode.HOST_INVALID_REPLY);
  }

  /** The metadata that effects inherit: all but those that identify this one request. */
  private static Map<String, String> inherited(Map<String, String> metadata) {
    if (!metadata.containsKey(Metadata.IDEMPOTENCY_KEY)
        && !metadata.containsKey(Metadata.MESSAGE_ID)) {
      return metadata;
    }
    Map<String, String> rest = new HashMap<>(metadata);
    rest.remove(Metadata.IDEMPOTENCY_KEY);
    rest.remove(Metadata.MESSAGE_ID);
    return rest;
  }

  /** Sends calls that are not in the store: they are lost if the proxy dies. */
  public void send(List<Call> calls, ActorId self) {
    for (Call call : calls) {
      invoker.invoke(call, Deadline.NONE, reply -> report(reply, self, call));
    }
  }

  /**
   * Lets another actor give the answer, if the workflow says so.
   *
   * @param invocation what the turn answered; a pipe or forward inherits its caller's wait
   * @param output what the action returned
   * @return whether another actor gives the answer now, so that the turn must not
   */
  public boolean route(Workflow workflow, ActorId self, Invocation invocation, Payload output) {
    Effect.Routing routing = workflow.routing();
    if (routing != null) {
      route(routing, self, invocation, output);
    }
    return routing != null;
  }

  /** Logs a failure, since no caller waits for the result. */
  private static void report(Reply reply, ActorId self, Call call) {
    if (reply instanceof Reply.Failed(var failure)) {
      LOG.warn(
          "Expected '{}' of {} to run for {}, but: {}", call.action(), call.name(), self, failure);
    }
  }

  private void route(Effect.Routing routing, ActorId self, Invocation invocation, Payload output) {
    Call cause = invocation.call();
    Payload input =
        switch (routing) {
          case Effect.Pipe _ -> output;
          case Effect.Forward _ -> cause.payload();
        };
    Call call = cause.routed(self, routing.actor(), routing.registerRef(), routing.action(), input);
    ReplyTo replyTo = cause.async() ? reply -> report(reply, self, call) : invocation.replyTo();
    replyTo.onHandedOn();
    if (cause.hops() >= hopsMax) {
      replyTo.reply(tooManyHops(self, routing));
    } else {
      invoker.invoke(call, invocation.deadline(), replyTo);
    }
  }

  private Reply tooManyHops(ActorId self, Effect.Routing routing) {
    return Reply.failed(
        ErrorCode.HOP_LIMIT,
        "%d pipes and forwards in a row, the last from %s to '%s'; do actors send it in a circle?"
                .formatted(hopsMax, self, routing.actor())
            + " The limit is PROXY_MAX_HOPS");
  }

  private static Map<String, String> overlaid(
      Map<String, String> below, Map<String, String> above) {
    if (below.isEmpty() || above.isEmpty()) {
      return below.isEmpty() ? above : below;
    }
    Map<String, String> both = new HashMap<>(below);
    both.putAll(above);
    return both;
  }
}
