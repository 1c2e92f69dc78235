package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.loops.OnLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in one activation, its stage and its result. It decides each {@link Step} and takes
 * none: {@link ActorEntity} does, and changes the state. Each kind of request has its own turn:
 * {@link ActionTurn}, {@link InspectionTurn} and {@link RestorationTurn}.
 */
@OnLoop
abstract class Turn extends PendingReply {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  @Nullable Turn next;

  /** A subclass sets what it waits for while it runs. */
  Stage stage = Stage.WAITING;

  private final long carriedBytes;
  private final long arrivedNanos;

  /** The type as it was registered when the turn began; null if it has not begun. */
  private @Nullable ActorType type;

  private long startedNanos;
  private long finishedNanos;
  private @Nullable Failure failure;
  private long versionBefore;
  private long version;

  /** The bytes of its result, which it holds until that is given. */
  private int heldBytes;

  enum Stage {
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
    /** Its outcome is on its way, or its request was given back. */
    ENDED
  }

  Turn(Request request, Activation activation) {
    super(request, activation);
    this.carriedBytes = request.carriedBytes();
    this.arrivedNanos = services().time().nanoTime();
  }

  static Turn of(Request request, Activation activation) {
    return switch (request) {
      case Invocation invocation ->
          // Its caller has its reply now, and nothing that comes after that is late.
          new ActionTurn(
              invocation.call().async() ? invocation.accepted() : invocation, activation);
      case Inspection inspection -> new InspectionTurn(inspection, activation);
      case Restoration restoration -> new RestorationTurn(restoration, activation);
    };
  }

  boolean isTraffic() {
    return request().isTraffic();
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  // --- the start

  /** Whether it need not run: its caller has its reply already. */
  boolean isAbandoned() {
    return request().isAbandoned();
  }

  /** The message that it delivers; null if there is none. */
  @Nullable Delivery delivery() {
    return null;
  }

  /** Begins the delivery of the message that it carries; false if that is left to a later one. */
  final boolean tryBegin() {
    Delivery delivery = delivery();
    return delivery == null || delivery.begin();
  }

  /**
   * The turn begins.
   *
   * @param isTakenIn whether the state has taken in the message already, which is not saved yet:
   *     the lease of a message may end before that
   */
  final Step start(long now, ActorType current, EntityState state, boolean isTakenIn) {
    begin();
    startedNanos = now;
    versionBefore = state.version();
    type = current;
    return firstStep(current, state, isTakenIn);
  }

  /** What {@link #start} leads to. */
  abstract Step firstStep(ActorType current, EntityState state, boolean isTakenIn);

  final long startedNanos() {
    return startedNanos;
  }

  /**
   * Ends the turn. Its place among the requests that are under way stays taken, or retries would
   * have no limit: {@link #giveBack} gives it back.
   */
  final void pause() {
    stage = Stage.ENDED;
    close();
    dropResult();
  }

  // --- the outcome

  /** The turn has failed. */
  final Step failed(Failure reason) {
    failure = reason;
    return Step.FINISH;
  }

  /** Whether it has a result, so far. */
  final boolean isWell() {
    return failure == null;
  }

  /** The turn has its outcome, for a state of that version. */
  void finish(EntityState state, long now) {
    end();
    stage = Stage.COMMITTING;
    finishedNanos = now;
    version = state.version();
  }

  /**
   * The version of the state that it wrote or read. Which versions must be saved before its result
   * is given depends on the durability mode, see {@link Saving}.
   */
  final long version() {
    return version;
  }

  /** Whether it has changed what is stored. */
  final boolean hasWritten() {
    return version > versionBefore;
  }

  /** What it wrote or read is saved, or need not be. It gives its place back. */
  void committed() {
    observe(failure);
    giveBack();
  }

  /** Answers the request, and sends what the turn leads to. */
  final void sendAndReply() {
    if (failure == null) {
      succeed();
    } else {
      fail(failure);
    }
  }

  /** Gives the result. */
  abstract void succeed();

  /**
   * Fails the turn: nothing of it is saved or sent. A turn that has failed by itself keeps its own
   * failure, which says whether its action may run again.
   */
  final void lose(Failure reason) {
    Failure told = failure == null ? reason : failure;
    observe(told);
    giveBack();
    dropResult();
    fail(told);
  }

  /** Removes the turn, whose request may be given to another activation. */
  final void remove() {
    giveBack();
    dropResult();
  }

  /** Gives back its place among the requests that are under way. */
  final void giveBack() {
    stage = Stage.ENDED;
    close();
    services().inFlight().release(carriedBytes);
  }

  // --- the memory of its result

  /** Holds bytes that are there already, until its result is given. */
  final void hold(int bytes) {
    heldBytes = bytes;
    services().inFlight().hold(bytes);
  }

  /** As {@link #hold}, for bytes that are not there yet; false if there is no room for them. */
  final boolean tryHold(int bytes) {
    if (!services().inFlight().tryHold(bytes)) {
      return false;
    }
    heldBytes = bytes;
    return true;
  }

  /** Holds its result no more: what has taken it over counts it by now. */
  final void dropResult() {
    services().inFlight().putDown(heldBytes);
    heldBytes = 0;
  }

  // --- its observers

  private void observe(@Nullable Failure reason) {
    if (LOG.isTraceEnabled()) {
      trace(reason);
    }
    if (type != null) {
      services()
          .observer()
          .onTurn(
              type,
              request().action(),
              reason,
              startedNanos - arrivedNanos,
              finishedNanos - startedNanos,
              services().time().nanoTime() - finishedNanos);
    }
  }

  /** Names the action and how it ended, and nothing of its content. */
  private void trace(@Nullable Failure reason) {
    LOG.trace(
        "{} {}: {} after {} ms",
        target(),
        request().action().isEmpty() ? request().subject() : request().action(),
        reason == null ? "ok" : reason.code(),
        (services().time().nanoTime() - arrivedNanos) / 1_000_000);
  }

  // --- the deadline

  @Override
  final Failure lateness() {
    Failure storeFailure = activation().storeFailure(stage == Stage.COMMITTING);
    return storeFailure != null
        ? storeFailure
        : new Failure(
            ErrorCode.DEADLINE,
            "%s of %s was not answered in time: %s"
                .formatted(request().subject(), target(), delay()));
  }

  private String delay() {
    return switch (stage) {
      case WAITING -> activation().mailboxDelay() + ", so it will not be run";
      case GOING_BACK -> "the earlier state is still being read from the store";
      case UNSENT -> "no connection to the host was to be had in time, so it will not be run";
      case AT_HOST -> "the host is still working on it; its result will be kept";
      case COMMITTING, ENDED -> "its state is still being saved";
    };
  }
}
