package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.StoredResponse;
import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One invocation in one activation: its request, its stage and its result. It decides each {@link
 * Step} and takes none: {@link ActorEntity} does, and changes the state.
 */
@OnLoop
final class Turn extends PendingReply {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private static final int LARGE_REPLY = 64 << 10;

  @Nullable Turn next;

  private final StoreDelay storeDelay;
  private final long carriedBytes;
  private final long arrivedNanos;
  private Stage stage = Stage.WAITING;

  /** The type as it was registered when the turn began; null if it has not begun. */
  private @Nullable ActorType type;

  private long startedNanos;
  private long finishedNanos;
  private Reply outcome = Reply.ACCEPTED;
  private Workflow workflow = Workflow.EMPTY;
  private List<Call> unstoredCalls = List.of();
  private boolean consumed;
  private long version;

  /** The bytes of the host's reply, which it holds until its own reply is given. */
  private int replyBytes;

  private enum Stage {
    /** In the mailbox. */
    WAITING,
    /** It runs; the store reads an earlier state. */
    GOING_BACK,
    /** It runs; its request waits for a connection to the host. */
    UNSENT,
    /** It runs; the host may have begun the action. */
    AT_HOST,
    /** It has its outcome, which waits for a save. */
    COMMITTING,
    /** Its outcome is on its way, or its invocation was given back. */
    ENDED
  }

  /** What keeps the turns of an activation waiting. */
  interface StoreDelay {
    /** What a turn in the mailbox waits for, as the end of a sentence. */
    String mailboxDelay();

    /**
     * The failure of the store that a turn waits for; null if it waits for something else.
     *
     * @param committing whether the turn waits for a save
     */
    @Nullable Failure storeFailure(boolean committing);
  }

  Turn(Invocation invocation, EntityServices services, StoreDelay storeDelay) {
    super(invocation, services);
    this.storeDelay = storeDelay;
    this.carriedBytes = invocation.carriedBytes();
    this.arrivedNanos = services.time().nanoTime();
  }

  boolean isTraffic() {
    return invocation().isTraffic();
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  // --- the start

  /** Whether it need not run: its caller has its reply already. */
  boolean isAbandoned() {
    return invocation().abandoned();
  }

  /** Begins the delivery of the message that it carries; false if that is left to a later one. */
  boolean tryBegin() {
    Delivery delivery = invocation().delivery();
    return delivery == null || delivery.begin();
  }

  /** The message that it delivers; null if there is none. */
  @Nullable Delivery delivery() {
    return invocation().delivery();
  }

  /**
   * The turn begins.
   *
   * @param isTakenIn whether the state has taken in the message already, which is not saved yet:
   *     the lease of a message may end before that
   */
  Step start(long now, ActorType type, EntityState state, boolean isTakenIn) {
    startedNanos = now;
    this.type = type;
    switch (invocation().origin()) {
      case INSPECTION -> {
        return inspect(state);
      }
      case RESTORE -> {
        stage = Stage.GOING_BACK;
        return new Step.GoBack(
            Long.parseLong(invocation().metadata().getOrDefault(Metadata.REVISION, "0")));
      }
      case CLIENT, WORKFLOW, TIMER, SCHEDULE -> {}
    }
    if (isTakenIn) {
      consumed = true;
      return new Step.Finish(new Reply.Completed(Payload.ABSENT));
    }
    StoredResponse response = storedResponse(state);
    if (response != null) {
      Workflow routing = services().effects().read(response.routing(), invocation().target());
      return new Step.Finish(new Reply.Completed(response.payload()), routing);
    }
    return switch (type.targetOf(invocation().action())) {
      case HOST -> askHost(state);
      case STATE -> new Step.Finish(new Reply.Completed(payloadOf(state)));
      case NOT_FOUND ->
          new Step.Finish(
              new Reply.Failed(type.actionNotFound(invocation().target(), invocation().action())));
    };
  }

  /** The reply is a copy of the state, which has to find room. */
  private Step inspect(EntityState state) {
    ActorStateMessage seen = state.message();
    int size = seen.size();
    if (!services().inFlight().tryHold(size)) {
      return new Step.Finish(new Reply.Failed(Refusals.overloaded(services().inFlight())));
    }
    replyBytes = size;
    return new Step.Finish(new Reply.Inspected(seen.toByteString()));
  }

  private @Nullable StoredResponse storedResponse(EntityState state) {
    String key = StoredResponses.keyOf(invocation());
    return key == null
        ? null
        : state.responseTo(key, services().config(), services().time().epochMillis());
  }

  private Step askHost(EntityState state) {
    stage = Stage.UNSENT;
    Invocation asked = invocation();
    return new Step.AskHost(
        new ActorInvocation(
            asked.target(),
            asked.action(),
            asked.payload(),
            asked.caller(),
            state.state(),
            state.tags(),
            asked.metadata()),
        Math.min(
            services().config().requestTimeout(), asked.deadline().remainingMillis(startedNanos)));
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

  /** Holds the host's reply, until its own reply is given. */
  void holdReply(int bytes) {
    replyBytes = bytes;
    services().inFlight().hold(bytes);
  }

  /**
   * The response that is stored with the state, so that the call may come again; null if it has no
   * idempotency key.
   *
   * @throws io.actorproxy.invocation.FailureException with STATE_TOO_LARGE
   */
  @Nullable StoredResponse responseToStore(Payload payload, Workflow asked) {
    String key = StoredResponses.keyOf(invocation());
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

  /** The action did not end well: it runs again if its caller asked for that, and has time. */
  Step failed(Failure failure) {
    long pauseMillis = Retry.pauseMillis(invocation(), services().random());
    return Retry.isWantedFor(invocation())
            && pauseMillis < invocation().deadline().remainingMillis(services().time())
        ? new Step.RunAgain(pauseMillis)
        : new Step.Finish(new Reply.Failed(failure));
  }

  /**
   * Ends the turn. Its place among the invocations that are under way stays taken, or retries would
   * have no limit: {@link #giveBack} gives it back.
   */
  void pause() {
    stage = Stage.ENDED;
    close();
    dropReply();
  }

  // --- the outcome

  /** What a host's reply of so many bytes leads to. */
  static Reply completed(Payload payload, int replyBytes) {
    // A small slice must not keep a large reply in memory until the caller has read it.
    boolean isSlice =
        replyBytes > LARGE_REPLY
            && payload instanceof Payload.Value(ByteString any)
            && any.size() < replyBytes - replyBytes / 8;
    return new Reply.Completed(isSlice ? payload.detached() : payload);
  }

  /** The turn has its outcome, for a state of that version. */
  void finish(Reply reply, Workflow asked, EntityState state, long now) {
    stage = Stage.COMMITTING;
    finishedNanos = now;
    outcome = reply;
    workflow = asked;
    version = state.version();
    releaseFollower(state.isStored());
  }

  /**
   * The sender's next message may come once nothing of it can be saved without what this one has
   * done: its removal goes with the state, or there is no state and the removals go in this order.
   */
  private void releaseFollower(boolean isStored) {
    Delivery delivery = invocation().delivery();
    if (delivery != null && outcome instanceof Reply.Completed && (consumed || !isStored)) {
      delivery.ran();
    }
  }

  /** The version of the state that must be saved before its reply is given. */
  long version() {
    return version;
  }

  /** What it wrote or read is saved, or need not be. It is out of the mailbox from now on. */
  void committed() {
    observe(outcome);
    giveBack();
    Delivery delivery = invocation().delivery();
    if (delivery != null && outcome instanceof Reply.Completed) {
      delivery.done(consumed);
    }
  }

  /** Sends its effects, and its reply unless another actor gives that. */
  void sendAndReply() {
    switch (outcome) {
      case Reply.Completed(Payload output) -> {
        services().effects().send(unstoredCalls, invocation().target());
        if (!services().effects().route(workflow, invocation(), output)) {
          reply(outcome);
        }
      }
      case Reply.Failed(Failure failure) -> fail(failure);
      case Reply.Accepted _, Reply.Inspected _, Reply.Restored _ -> reply(outcome);
    }
  }

  /** Holds the host's reply no more: what has taken it over counts it by now. */
  void dropReply() {
    services().inFlight().putDown(replyBytes);
    replyBytes = 0;
  }

  /** Fails the turn: nothing of it is saved or sent. */
  void lose(Failure failure) {
    observe(new Reply.Failed(failure));
    giveBack();
    dropReply();
    fail(failure);
  }

  /** Removes the turn, whose invocation may be given to another activation. */
  void remove() {
    giveBack();
    dropReply();
  }

  /** Gives back its place among the invocations that are under way. */
  void giveBack() {
    stage = Stage.ENDED;
    close();
    services().inFlight().release(carriedBytes);
  }

  private void observe(Reply reply) {
    if (LOG.isTraceEnabled()) {
      trace(reply);
    }
    if (type != null) {
      services()
          .observer()
          .onTurn(
              type,
              invocation().action(),
              reply,
              startedNanos - arrivedNanos,
              finishedNanos - startedNanos,
              services().time().nanoTime() - finishedNanos);
    }
  }

  /** Names the action and how it ended, and nothing of its content. */
  private void trace(Reply reply) {
    LOG.trace(
        "{} {}: {} after {} ms",
        invocation().target(),
        invocation().action().isEmpty() ? "(" + invocation().origin() + ")" : invocation().action(),
        reply instanceof Reply.Failed(Failure failure) ? failure.code() : "ok",
        (services().time().nanoTime() - arrivedNanos) / 1_000_000);
  }

  // --- the deadline

  @Override
  Failure lateness() {
    Failure failure = storeDelay.storeFailure(stage == Stage.COMMITTING);
    return failure != null
        ? failure
        : new Failure(
            ErrorCode.DEADLINE,
            "'%s' of %s was not answered in time: %s"
                .formatted(invocation().action(), invocation().target(), delay()));
  }

  private String delay() {
    return switch (stage) {
      case WAITING -> storeDelay.mailboxDelay() + ", so it will not be run";
      case GOING_BACK -> "the earlier state is still being read from the store";
      case UNSENT -> "no connection to the host was to be had in time, so it will not be run";
      case AT_HOST -> "the host is still working on it; its result will be kept";
      case COMMITTING, ENDED -> "its state is still being saved";
    };
  }
}
