package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.state.LoadResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An activation: one live actor. It takes one turn after the other from its mailbox and lets each
 * turn's result out, in order, once {@link Saving} says that it is safe.
 *
 * <pre>
 *   LOADING ── INITIALIZING ── ACTIVE ──┬── ENDED
 *      └────────────┴───────────────────┴── DOOMED: a save was refused; ends with the turn that runs
 * </pre>
 */
public final class ActorEntity {
  private static final Logger LOG = LoggerFactory.getLogger(ActorEntity.class);

  /** Changes of the weight that are smaller are not told; most turns change it by few bytes. */
  private static final int WEIGHT_STEP = 1 << 10;

  /** No turn begins while this is the state. */
  private static final EntityState NOT_LOADED = EntityState.initial(false, ActorStateMessage.EMPTY);

  // The links and the mark of the ActivationRing.
  @Nullable ActorEntity ringNext;
  @Nullable ActorEntity ringPrevious;
  boolean used;

  private final ActorId id;
  private final RegisteredType hostActor;
  private final EntityServices services;
  private final EntityOwner owner;
  private final TurnQueue mailbox = new TurnQueue();
  private final IdleClock idleClock;
  private final Saving saving;

  private Phase phase = Phase.LOADING;
  private EntityState state = NOT_LOADED;
  private @Nullable Turn running;

  /** What the owner has been told that it weighs. */
  private long weight;

  private boolean activated;
  private boolean pumping;
  private boolean leaving;
  private @Nullable Failure doom;

  private enum Phase {
    LOADING,
    INITIALIZING,
    ACTIVE,
    DOOMED,
    ENDED
  }

  public ActorEntity(
      ActorId id, RegisteredType hostActor, EntityServices services, EntityOwner owner) {
    this.id = id;
    this.hostActor = hostActor;
    this.services = services;
    this.owner = owner;
    this.idleClock = new IdleClock(this);
    this.saving = new Saving(this);
  }

  public ActorId id() {
    return id;
  }

  public ActorType type() {
    return hostActor.type();
  }

  EntityServices services() {
    return services;
  }

  EntityState state() {
    return state;
  }

  // --- activation

  /** Begins to load the state; invocations may be offered already. */
  public void activate() {
    if (type().stateful()) {
      new StateLoading(this, services).start();
    } else {
      loaded(EntityState.initial(false, type().initialState()));
    }
  }

  /** Called by {@link StateLoading}. */
  void onLoaded(LoadResult result) {
    switch (result) {
      case LoadResult.Found(long revision, StoredActor stored) ->
          loaded(new EntityState(true, revision, stored));
      case LoadResult.Missing() -> loaded(EntityState.initial(true, type().initialState()));
      case LoadResult.NotLoaded(Failure failure) -> activationFailed(failure);
    }
  }

  private void loaded(EntityState loadedState) {
    state = loadedState;
    weigh();
    String init = type().initAction();
    if (init == null) {
      initialized();
    } else {
      phase = Phase.INITIALIZING;
      new InitTurn(this, services, init).start();
    }
  }

  void initialized() {
    phase = Phase.ACTIVE;
    weigh();
    idleClock.start();
    saving.onChange();
    activated = true;
    owner.activated(this);
    pump(services.time().nanoTime());
  }

  /** Everybody who waits is told why; the next call tries again. */
  void activationFailed(Failure failure) {
    if (mailbox.isEmpty()) {
      LOG.warn("Expected {} to be activated in the background, but: {}", id, failure);
    }
    end();
    for (Turn turn = mailbox.poll(); turn != null; turn = mailbox.poll()) {
      turn.onLost(failure);
    }
  }

  // --- turns

  /** Takes an invocation, or answers at once why not. */
  public void offer(Invocation invocation) {
    if (occupancy() >= services.config().mailboxCapacity()) {
      refuse(invocation, Refusals.mailboxFull(id, services.config().mailboxCapacity()));
      return;
    }
    ActorId caller = invocation.waitingActor();
    if (caller != null && isAtHost() && services.cycles().leads(id, caller)) {
      refuse(invocation, Refusals.callCycle(id, caller));
      return;
    }
    Failure trouble = whyOthersGoFirst();
    if (trouble != null) {
      refuse(invocation, trouble);
      return;
    }
    if (!services.inFlight().tryAcquire(invocation.carriedBytes())) {
      refuse(invocation, Refusals.overloaded(services.inFlight()));
      return;
    }
    Turn turn = new Turn(this, services, invocation);
    if (turn.isTraffic()) {
      idleClock.touch(turn.arrivedNanos());
      leaving = false;
    }
    mailbox.add(turn);
    turn.onMailbox();
    pump(turn.arrivedNanos());
  }

  private void refuse(Invocation invocation, Failure failure) {
    if (invocation.replyTo().answered()) {
      report(invocation, failure);
    }
    invocation.fail(failure);
  }

  /** While the store fails, those that wait for it must leave room for actors that do not. */
  private @Nullable Failure whyOthersGoFirst() {
    return type().stateful() && services.inFlight().isHalfFull()
        ? services.state().storeFailure()
        : null;
  }

  private boolean isAtHost() {
    return running != null || phase == Phase.INITIALIZING;
  }

  /** Starts turns until one is under way with the host or the mailbox is empty. */
  private void pump(long now) {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (phase == Phase.ACTIVE && running == null && !mailbox.isEmpty()) {
        Turn turn = mailbox.poll();
        if (turn != null && (turn.isAbandoned(now) || !turn.begin())) {
          turn.onReturned();
        } else if (turn != null) {
          running = turn;
          turn.onStart(now);
        }
      }
    } finally {
      pumping = false;
    }
  }

  /**
   * Takes over what a turn returned.
   *
   * @param replySize the size of the host's whole answer, of which the state is a slice
   * @throws FailureException with STATE_TOO_LARGE; then nothing has changed
   */
  void apply(HostReply reply, int replySize) {
    ActorStateMessage after = state.preview(reply.state(), reply.tags());
    int size = after.size();
    int sizeMax = services.config().stateMaxBytes();
    if (size > sizeMax) {
      throw new FailureException(
          ErrorCode.STATE_TOO_LARGE,
          "the new state of %s has %d bytes; the limit PROXY_STATE_MAX_BYTES is %d; the state is"
                  .formatted(id, size, sizeMax)
              + " unchanged");
    }
    ByteString newState = detached(reply.state(), replySize);
    state.update(newState, newState == reply.state() ? replySize : size, reply.tags());
    ByteString returned = reply.state();
    if (!state.isStored()
        && returned != null
        && !returned.isEmpty()
        && hostActor.noteUnsavedState()) {
      LOG.warn(
          "Actors of type {} in {} return states, but the type is not registered as stateful: a"
              + " state is lost when its actor leaves memory. Register it with settings.stateful ="
              + " true",
          type().name(),
          type().system());
    }
  }

  /** Tells the owner what it weighs; changes that are not worth it wait for others. */
  private void weigh() {
    long now = ActivationMemory.EACH + state.weight();
    if (Math.abs(now - weight) >= WEIGHT_STEP || weight == 0) {
      owner.weighed(now - weight);
      weight = now;
    }
  }

  /**
   * Whether what a turn sends goes into the store together with the state. It does where the turn's
   * caller waits for the save.
   */
  boolean sendsWithState(boolean checkpoint) {
    return state.isStored()
        && (checkpoint || services.config().durability() == Durability.ACKNOWLEDGED);
  }

  /** A small slice must not keep a large answer in memory for as long as the actor lives. */
  private static @Nullable ByteString detached(@Nullable ByteString slice, int wholeSize) {
    return slice == null || slice.size() > wholeSize / 2
        ? slice
        : UnsafeByteOperations.unsafeWrap(slice.toByteArray());
  }

  /** How the state is saved, and what goes with it. */
  Saving saving() {
    return saving;
  }

  /**
   * A turn has left the host.
   *
   * @param hasOutcome false if the invocation will come again
   * @param now when it did
   */
  void turnEnded(Turn turn, boolean hasOutcome, long now) {
    running = null;
    if (turn.isTraffic()) {
      idleClock.touch(now);
    }
    if (phase == Phase.DOOMED) {
      if (hasOutcome) {
        turn.onLost(doom());
      }
      endAndReturnMailbox();
      return;
    }
    if (hasOutcome) {
      weigh();
      saving.release(turn);
    }
    pump(now);
  }

  void redeliver(Invocation invocation) {
    owner.redeliver(invocation, hostActor);
  }

  /** The proxy itself has a defect. The activation ends; what is stored stays as it is. */
  Failure onDefect(RuntimeException defect) {
    Failure failure = defect(defect);
    discard(failure);
    return failure;
  }

  /** What callers are told of a defect of the proxy, which is logged. */
  Failure defect(RuntimeException defect) {
    LOG.error("Expected a turn of {} to end, but it broke", id, defect);
    owner.broken(this);
    return new Failure(ErrorCode.INTERNAL, "the proxy has a defect: " + defect);
  }

  // --- the end

  /** A save was refused or failed for good: nothing that is in memory counts any more. */
  void discard(Failure failure) {
    if (phase == Phase.DOOMED || phase == Phase.ENDED) {
      return;
    }
    LOG.warn("{} is discarded and will be loaded again: {}", id, failure);
    phase = Phase.DOOMED;
    doom = failure;
    saving.loseAll(failure);
    if (running == null) {
      endAndReturnMailbox();
    }
  }

  /** Ends the activation if it is idle, saving first; it goes on if work comes meanwhile. */
  public void passivate() {
    if (isIdle()) {
      if (state.isDirty()) {
        leaving = true;
        saving.saveNow();
      } else {
        end();
      }
    }
  }

  /** Saves what is not saved, and ends the activation if it is idle. */
  public void leave() {
    if (isIdle()) {
      passivate();
    } else if (phase == Phase.ACTIVE && state.isDirty()) {
      saving.saveNow();
    }
  }

  /** Whether the activation failed, so that its owner never heard that it is ready. */
  public boolean endedBeforeActive() {
    return phase == Phase.ENDED && !activated;
  }

  /** Called by {@link Saving} when a save has ended well. */
  void onSaved() {
    if (leaving) {
      leaving = false;
      passivate();
    }
  }

  /** Whether no work is under way or waiting. A state that is not saved yet is not work. */
  public boolean isIdle() {
    return phase == Phase.ACTIVE && occupancy() == 0 && !saving.isSaving();
  }

  private void endAndReturnMailbox() {
    end();
    for (Turn turn = mailbox.poll(); turn != null; turn = mailbox.poll()) {
      owner.redeliver(turn.onReturned(), hostActor);
    }
  }

  private void end() {
    phase = Phase.ENDED;
    if (weight > 0) {
      owner.weighed(-weight);
      weight = 0;
    }
    idleClock.stop();
    saving.stop();
    owner.ended(this);
  }

  // --- answers about the present

  /** How many invocations it holds, including those whose results wait for a save. */
  int occupancy() {
    return mailbox.size() + (running == null ? 0 : 1) + saving.waiting();
  }

  /** Whether somebody still waits for the activation. */
  boolean hasCallers() {
    mailbox.dropAbandoned(services.time().nanoTime());
    return !mailbox.isEmpty();
  }

  /** What keeps the invocations in the mailbox from being run. */
  String whatMailboxWaitsFor() {
    return switch (phase) {
      case LOADING -> "its actor is still being loaded";
      case INITIALIZING -> "the init action of its actor is still running";
      case ACTIVE, DOOMED, ENDED -> "it still waits in the mailbox";
    };
  }

  /** Why the store keeps callers waiting; null if it is not the store. */
  @Nullable Failure isWaitingForStore(boolean committing) {
    return committing || phase == Phase.LOADING ? services.state().storeFailure() : null;
  }

  /** The failures of asynchronous invocations have no other place to go. */
  void report(Invocation invocation, Failure failure) {
    if (invocation.async()) {
      LOG.warn("Expected '{}' of {} to run, but: {}", invocation.action(), id, failure);
    }
  }

  private Failure doom() {
    return doom != null ? doom : new Failure(ErrorCode.INTERNAL, "the activation has no reason");
  }
}
