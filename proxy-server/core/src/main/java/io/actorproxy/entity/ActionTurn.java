package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.StoredResponse;
import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An action runs, at the host unless the proxy has its result already. */
@OnLoop
final class ActionTurn extends Turn {
  private static final int LARGE_REPLY = 64 << 10;

  private final Invocation invocation;
  private Payload output = Payload.ABSENT;
  private Workflow workflow = Workflow.EMPTY;
  private List<Call> unstoredCalls = List.of();
  private boolean consumed;

  ActionTurn(Invocation invocation, Activation activation) {
    super(invocation, activation);
    this.invocation = invocation;
  }

  Call call() {
    return invocation.call();
  }

  /** An asynchronous caller has its reply now. */
  @Override
  void open() {
    if (call().async()) {
      reply(Reply.ACCEPTED);
    }
    super.open();
  }

  // --- the start

  @Override
  @Nullable Delivery delivery() {
    return invocation.delivery();
  }

  @Override
  Step firstStep(ActorType current, EntityState state, boolean isTakenIn) {
    if (isTakenIn) {
      consumed = true;
      return Step.FINISH;
    }
    StoredResponse response = storedResponse(state);
    if (response != null) {
      return completed(response.payload(), services().effects().read(response.routing(), target()));
    }
    return switch (current.targetOf(call().action())) {
      case HOST -> askHost(state);
      case STATE -> completed(payloadOf(state), Workflow.EMPTY);
      case NOT_FOUND -> failed(current.actionNotFound(target(), call().action()));
    };
  }

  private @Nullable StoredResponse storedResponse(EntityState state) {
    String key = StoredResponses.keyOf(call());
    return key == null
        ? null
        : state.responseTo(key, services().config(), services().time().epochMillis());
  }

  private Step askHost(EntityState state) {
    stage = Stage.UNSENT;
    Call asked = call();
    return new Step.AskHost(
        new ActorInvocation(
            target(),
            asked.action(),
            asked.payload(),
            asked.caller(),
            state.state(),
            state.tags(),
            HostMetadata.of(asked.metadata(), activation().tenure())),
        Math.min(
            services().config().requestTimeoutMillis(),
            invocation.deadline().remainingMillis(startedNanos())));
  }

  private static Payload payloadOf(EntityState state) {
    ByteString bytes = state.state();
    return bytes == null ? Payload.ABSENT : new Payload.Value(bytes);
  }

  // --- the host

  void sent() {
    stage = Stage.AT_HOST;
  }

  void notSent() {
    stage = Stage.UNSENT;
  }

  boolean isUnsent() {
    return stage == Stage.UNSENT;
  }

  /** Its request was not sent, and it waits in the mailbox again. */
  void withdrawn() {
    stage = Stage.WAITING;
  }

  /**
   * The response that is stored with the state, so that the call may come again; null if it has no
   * idempotency key.
   *
   * @throws io.actorproxy.invocation.FailureException with STATE_TOO_LARGE
   */
  @Nullable StoredResponse responseToStore(Payload payload, Workflow asked) {
    String key = StoredResponses.keyOf(call());
    if (key == null) {
      return null;
    }
    StoredResponse response =
        new StoredResponse(
            key, services().time().epochMillis(), payload.detached(), asked.routingAlone());
    StoredResponses.requireRoomFor(response, services().config());
    return response;
  }

  /** Keeps calls that are not stored with the state; they leave when the turn is committed. */
  void keepUnstored(List<Call> calls) {
    unstoredCalls = calls;
  }

  /** The state has taken in the message that it delivers. */
  void markConsumed() {
    consumed = true;
  }

  /** The host's reply of so many bytes has been taken over. */
  Step replied(Payload payload, int replyBytes, Workflow asked) {
    // A small slice must not keep a large reply in memory until the caller has read it.
    boolean isSlice =
        replyBytes > LARGE_REPLY
            && payload instanceof Payload.Value(ByteString any)
            && any.size() < replyBytes - replyBytes / 8;
    return completed(isSlice ? payload.detached() : payload, asked);
  }

  private Step completed(Payload payload, Workflow asked) {
    output = payload;
    workflow = asked;
    return Step.FINISH;
  }

  /** The action did not end well: it runs again if its caller asked for that, and has time. */
  Step hostFailed(Failure failure) {
    long pauseMillis = Retry.pauseMillis(invocation, services().random());
    return Retry.isWantedFor(invocation)
            && pauseMillis < invocation.deadline().remainingMillis(services().time())
        ? new Step.RunAgain(invocation.again(), pauseMillis)
        : failed(failure);
  }

  // --- the outcome

  /**
   * The sender's next message may come once nothing of it can be saved without what this one has
   * done: its removal goes with the state, or there is no state and the removals go in this order.
   */
  @Override
  void finish(EntityState state, long now) {
    super.finish(state, now);
    Delivery delivery = delivery();
    if (delivery != null && isWell() && (consumed || !state.isStored())) {
      delivery.ran();
    }
  }

  @Override
  void committed() {
    super.committed();
    Delivery delivery = delivery();
    if (delivery != null && isWell()) {
      delivery.done(consumed);
    }
  }

  /** Sends its effects, and its reply unless another actor gives that. */
  @Override
  void succeed() {
    services().effects().send(unstoredCalls, target());
    if (!services().effects().route(workflow, target(), invocation, output)) {
      reply(new Reply.Completed(output));
    }
  }

  private void reply(Reply reply) {
    try {
      invocation.replyTo().reply(reply);
    } catch (RuntimeException e) {
      reportDefectOfCaller(target(), e);
    }
  }
}
