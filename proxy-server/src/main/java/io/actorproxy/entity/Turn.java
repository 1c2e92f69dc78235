package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.RememberedAnswer;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Names;
import io.actorproxy.host.HostCallback;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.time.TimerWheel;
import io.actorproxy.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processing of one invocation by one actor, from the mailbox to the reply. The methods stand
 * in the order in which things happen:
 *
 * <pre>
 *   onMailbox ── onStart ──┬─ the host runs it ── onAnswer ─┬── onCommitted ── reply, effects
 *       │                  ├─ the state is asked for ───────┤
 *       │                  └─ no such action ───────────────┤
 *       └─ onTimeout: the caller is told, the turn goes on  └── onLost ── failure, no effects
 * </pre>
 *
 * <p>The actor takes its next turn as soon as this one has changed the state in memory. The reply
 * and the effects wait until that state, and every state it may have read, is committed.
 */
final class Turn extends TimerWheel.Timeout implements HostCallback {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private static final int LARGE_ANSWER = 64 << 10;

  @Nullable Turn next;

  private final ActorEntity entity;
  private final EntityServices services;
  private final Invocation invocation;
  private final long carriedBytes;
  private final long arrivedNanos;
  private Stage stage = Stage.WAITING;
  private long startedNanos;
  private long answeredNanos;
  private Reply outcome = Reply.ACCEPTED;
  private Workflow workflow = Workflow.EMPTY;
  private List<Call> unstoredCalls = List.of();
  private boolean consumed;

  /** How large the answer is that it keeps until it has ended. */
  private int answerBytes;

  private long version;
  private boolean callerWaits;

  private enum Stage {
    WAITING,
    RESTORING,
    UNSENT,
    AT_HOST,
    COMMITTING,
    ENDED
  }

  Turn(ActorEntity entity, EntityServices services, Invocation invocation) {
    this.entity = entity;
    this.services = services;
    this.invocation = invocation;
    this.carriedBytes = invocation.carriedBytes();
    this.arrivedNanos = services.time().nanoTime();
  }

  boolean isTraffic() {
    return invocation.isTraffic();
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  // --- the mailbox

  /**
   * The invocation is in the mailbox: an asynchronous caller is answered, another begins to wait.
   */
  void onMailbox() {
    ActorId caller = invocation.waitingActor();
    if (caller != null) {
      callerWaits = true;
      services.cycles().waits(caller, invocation.target());
    }
    if (invocation.async()) {
      reply(Reply.ACCEPTED);
    } else if (invocation.deadline().exists()) {
      services.wheel().addAt(this, invocation.deadline().nanos());
    }
  }

  /** Whether it need not run, because its caller is told that it is too late before it begins. */
  boolean isAbandoned(long now) {
    if (isPending() && invocation.deadline().hasPassed(now)) {
      // The loop was too busy to turn the wheel in time.
      cancel();
      onTimeout();
    }
    return invocation.abandoned();
  }

  /** Whether it may begin now; asked last. */
  boolean begin() {
    Delivery delivery = invocation.delivery();
    return delivery == null || delivery.begin();
  }

  // --- the action

  /** It is this turn's turn. */
  void onStart(long now) {
    startedNanos = now;
    if (invocation.origin() == Origin.INSPECTION) {
      inspect();
      return;
    }
    if (invocation.origin() == Origin.RESTORE) {
      stage = Stage.RESTORING;
      new Restoring(entity, invocation, reply -> end(reply, Workflow.EMPTY)).start();
      return;
    }
    if (isTakenInAlready()) {
      end(new Reply.Completed(Payload.ABSENT), Workflow.EMPTY);
      return;
    }
    RememberedAnswer answer = rememberedAnswer();
    if (answer != null) {
      Workflow routing = services.effects().read(answer.routing(), invocation.target());
      end(new Reply.Completed(answer.payload()), routing);
      return;
    }
    ActorType type = entity.type();
    switch (type.targetOf(invocation.action())) {
      case HOST -> askHost();
      case STATE -> end(new Reply.Completed(stateAsPayload()), Workflow.EMPTY);
      case NOT_FOUND ->
          end(
              new Reply.Failed(type.actionNotFound(invocation.target(), invocation.action())),
              Workflow.EMPTY);
    }
  }

  /** The answer is a copy of the state, which has to find room. */
  private void inspect() {
    ActorStateMessage seen = entity.state().message();
    int size = seen.size();
    if (services.inFlight().tryHold(size)) {
      answerBytes = size;
      end(new Reply.Inspected(seen.toByteString()), Workflow.EMPTY);
    } else {
      end(new Reply.Failed(Refusals.overloaded(services.inFlight())), Workflow.EMPTY);
    }
  }

  /** The lease of a message has ended before its actor's state was saved. */
  private boolean isTakenInAlready() {
    Delivery delivery = invocation.delivery();
    consumed = delivery != null && entity.saving().isConsuming(delivery.id());
    return consumed;
  }

  private @Nullable RememberedAnswer rememberedAnswer() {
    String key = Answers.keyOf(invocation);
    return key == null
        ? null
        : entity.state().answerTo(key, services.config(), services.time().epochMillis());
  }

  private void askHost() {
    stage = Stage.UNSENT;
    ActorInvocation request =
        new ActorInvocation(
            invocation.target(),
            invocation.action(),
            invocation.payload(),
            invocation.caller(),
            entity.state().state(),
            entity.state().tags(),
            invocation.metadata());
    long patience =
        Math.min(
            services.config().requestTimeout(),
            invocation.deadline().remainingMillis(startedNanos));
    try {
      services.hostOf(entity.type()).call(request, patience, services.config().hostTimeout(), this);
    } catch (RuntimeException e) {
      onFailure(entity.onDefect(e));
    }
  }

  private Payload stateAsPayload() {
    ByteString state = entity.state().state();
    return state == null ? Payload.ABSENT : new Payload.Value(state);
  }

  @Override
  public void onSent() {
    stage = Stage.AT_HOST;
  }

  @Override
  public void onNotSent() {
    stage = Stage.UNSENT;
  }

  // --- the host's answer

  @Override
  public void onAnswer(ByteString body) {
    keepAnswer(body.size());
    HostReply reply;
    Workflow asked;
    try {
      reply = HostReply.read(body);
      asked = services.effects().read(reply.workflow(), invocation.target());
      take(reply, asked, body.size());
    } catch (FailureException e) {
      services.hostOf(entity.type()).onUnusableAnswer(e.failure());
      onFailure(e.failure());
      return;
    } catch (RuntimeException e) {
      onFailure(entity.onDefect(e));
      return;
    }
    end(new Reply.Completed(detached(reply.payload(), body.size())), asked);
  }

  /** A small slice must not keep a large answer in memory until the caller has read it. */
  private static Payload detached(Payload payload, int wholeSize) {
    return wholeSize > LARGE_ANSWER
            && payload instanceof Payload.Value(ByteString any)
            && any.size() < wholeSize - wholeSize / 8
        ? payload.detached()
        : payload;
  }

  private void keepAnswer(int bytes) {
    answerBytes = bytes;
    services.inFlight().hold(bytes);
  }

  /**
   * Changes the state, and decides what is saved together with it.
   *
   * @throws FailureException if the answer cannot be taken; then nothing has changed
   */
  private void take(HostReply reply, Workflow asked, int replySize) {
    List<Call> calls = services.effects().callsOf(asked, invocation);
    calls.forEach(Turn::requireStorable);
    services.outbox().requireSendable(calls);
    RememberedAnswer answer = answerToRemember(reply.payload(), asked);
    long before = entity.state().version();
    boolean stored = entity.sendsWithState(reply.checkpoint()) && !calls.isEmpty();
    if (!calls.isEmpty()) {
      services.outbox().promise(calls, invocation);
    }
    try {
      entity.apply(reply, replySize);
    } catch (RuntimeException e) {
      services.outbox().withdraw(calls);
      throw e;
    }
    if (answer != null) {
      entity.state().remember(answer, services.config());
    }
    if (stored) {
      entity.saving().send(calls);
    } else {
      // They may become messages one by one, when they leave, and take their room then.
      services.outbox().withdraw(calls);
      unstoredCalls = calls;
    }
    Delivery delivery = invocation.delivery();
    if (delivery != null && entity.state().version() > before) {
      entity.saving().consume(delivery.id());
      consumed = true;
    }
    if (reply.checkpoint()) {
      entity.saving().checkpoint();
    }
  }

  private @Nullable RememberedAnswer answerToRemember(Payload payload, Workflow asked) {
    String key = Answers.keyOf(invocation);
    if (key == null) {
      return null;
    }
    RememberedAnswer answer =
        new RememberedAnswer(
            key, services.time().epochMillis(), payload.detached(), asked.routingAlone());
    Answers.requireRoomFor(answer, services.config());
    return answer;
  }

  private static void requireStorable(Call call) {
    Names.requireStorable(call.system(), ErrorCode.HOST_INVALID_REPLY);
    Names.requireStorable(call.parent(), ErrorCode.HOST_INVALID_REPLY);
    Names.requireStorable(call.name(), ErrorCode.HOST_INVALID_REPLY);
  }

  @Override
  public void onFailure(Failure failure) {
    long pauseMillis = Retry.pauseMillis(invocation, services.random());
    if (Retry.isWantedFor(invocation)
        && pauseMillis < invocation.deadline().remainingMillis(services.time())) {
      // It keeps its place among the invocations that are under way, or retries would have no
      // limit.
      leave();
      dropAnswer();
      services.wheel().schedule(pauseMillis, this::runAgain);
      entity.turnEnded(this, false, services.time().nanoTime());
    } else {
      end(new Reply.Failed(failure), Workflow.EMPTY);
    }
  }

  private void runAgain() {
    services.inFlight().release(carriedBytes);
    entity.redeliver(invocation.again());
  }

  private void end(Reply reply, Workflow asked) {
    stage = Stage.COMMITTING;
    answeredNanos = services.time().nanoTime();
    outcome = reply;
    workflow = asked;
    version = entity.state().version();
    letFollowersGo();
    entity.turnEnded(this, true, answeredNanos);
  }

  /**
   * The sender's next message may come once nothing of it can be saved without what this one has
   * done: its removal goes with the state, or there is no state and the removals go in this order.
   */
  private void letFollowersGo() {
    Delivery delivery = invocation.delivery();
    if (delivery != null
        && outcome instanceof Reply.Completed
        && (consumed || !entity.state().isStored())) {
      delivery.ran();
    }
  }

  // --- the commit

  /** The version of the state that must be saved before anybody hears of this turn. */
  long version() {
    return version;
  }

  /** Everything that this turn wrote or read is saved, or need not be. */
  void onCommitted() {
    observe(outcome);
    release();
    switch (outcome) {
      case Reply.Completed(Payload output) -> {
        Delivery delivery = invocation.delivery();
        if (delivery != null) {
          delivery.done(consumed);
        }
        if (!isRouted(output)) {
          reply(outcome);
        }
      }
      case Reply.Failed(Failure failure) -> fail(failure);
      case Reply.Accepted _, Reply.Inspected _, Reply.Restored _ -> reply(outcome);
    }
    // Not before: what has taken the answer over counts it by now.
    dropAnswer();
  }

  /** A defect in what the turn sends on must not stop the turns behind it. */
  private boolean isRouted(Payload output) {
    try {
      services.effects().send(unstoredCalls, invocation.target());
      return services.effects().route(workflow, invocation, output);
    } catch (RuntimeException e) {
      fail(entity.defect(e));
      return true;
    }
  }

  /** The turn comes to nothing: its state is not saved, no effect of it leaves. */
  void onLost(Failure failure) {
    observe(new Reply.Failed(failure));
    release();
    dropAnswer();
    fail(failure);
  }

  private void fail(Failure failure) {
    entity.report(invocation, failure);
    LOG.debug("'{}' of {} failed: {}", invocation.action(), invocation.target(), failure);
    reply(new Reply.Failed(failure));
  }

  /** A caller that breaks must not keep the others from their replies. */
  private void reply(Reply reply) {
    try {
      invocation.replyTo().reply(reply);
    } catch (RuntimeException e) {
      LOG.error(
          "Expected the caller of {} to take its reply, but it broke", invocation.target(), e);
    }
  }

  /** Gives the invocation back, as if it had never been here. */
  Invocation onReturned() {
    release();
    dropAnswer();
    return invocation;
  }

  private void release() {
    leave();
    services.inFlight().release(carriedBytes);
  }

  private void dropAnswer() {
    services.inFlight().putDown(answerBytes);
    answerBytes = 0;
  }

  private void leave() {
    stage = Stage.ENDED;
    cancel();
    callerGoesOn();
  }

  private void callerGoesOn() {
    ActorId caller = invocation.waitingActor();
    if (callerWaits && caller != null) {
      callerWaits = false;
      services.cycles().answered(caller, invocation.target());
    }
  }

  private void observe(Reply reply) {
    if (LOG.isTraceEnabled()) {
      trace(reply);
    }
    if (startedNanos != 0) {
      services
          .observer()
          .onTurn(
              entity.type(),
              invocation.action(),
              reply,
              startedNanos - arrivedNanos,
              answeredNanos - startedNanos,
              services.time().nanoTime() - answeredNanos);
    }
  }

  /** Names what ran and how it ended, and nothing of its content. */
  private void trace(Reply reply) {
    LOG.trace(
        "{} {}: {} after {} ms",
        invocation.target(),
        invocation.action().isEmpty() ? "(" + invocation.origin() + ")" : invocation.action(),
        reply instanceof Reply.Failed(Failure failure) ? failure.code() : "ok",
        (services.time().nanoTime() - arrivedNanos) / 1_000_000);
  }

  // --- the deadline

  /** The caller has waited long enough. What the host has begun goes on and counts. */
  @Override
  protected void onTimeout() {
    callerGoesOn();
    Failure trouble = entity.isWaitingForStore(stage == Stage.COMMITTING);
    reply(
        new Reply.Failed(
            trouble != null
                ? trouble
                : new Failure(
                    ErrorCode.DEADLINE,
                    "'%s' of %s was not answered in time: %s"
                        .formatted(invocation.action(), invocation.target(), whatTakesSoLong()))));
  }

  private String whatTakesSoLong() {
    return switch (stage) {
      case WAITING -> entity.whatMailboxWaitsFor() + ", so it will not be run";
      case RESTORING -> "the earlier state is still being read from the store";
      case UNSENT -> "no connection to the host was to be had in time, so it will not be run";
      case AT_HOST -> "the host is still working on it; its result will be kept";
      case COMMITTING, ENDED -> "its state is still being saved";
    };
  }
}
