package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.host.HostCallback;
import io.actorproxy.host.HostClient;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Request;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.state.LoadResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.workflow.Workflow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An activation: one live actor, from the load of its state to its end. The methods stand in the
 * order in which an invocation passes them:
 *
 * <pre>
 *   offer ── mailbox ── start ──┬─ the host runs the action ── onReply ─┬─ finish ── the save ──┬─ onCommitted
 *                               ├─ the store reads an earlier state ────┤                       └─ discard
 *                               └─ the turn needs neither ──────────────┘
 * </pre>
 *
 * <p>The next turn starts as soon as one has changed the state in memory. The reply and the effects
 * of a turn leave when that state, and every state it may have read, is saved ({@link Saving}).
 * {@link Turn} decides, this class acts.
 */
@OnLoop
public final class ActorEntity implements HostCallback, PendingReply.Activation, Saving.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(ActorEntity.class);

  /** Smaller changes of the weight are not reported; most turns change it by few bytes. */
  private static final int WEIGHT_STEP = 1 << 10;

  // The links and the mark of the ActivationRing.
  @Nullable ActorEntity ringNext;
  @Nullable ActorEntity ringPrevious;
  boolean used;

  private final ActorId id;
  private final RegisteredType registered;
  private final EntityOwner owner;
  private final Tenure tenure;
  private final TurnQueue mailbox = new TurnQueue();
  private final EntityState state = new EntityState();
  private final Saving saving;
  private final IdleClock idleClock;

  private Phase phase = Phase.AWAITING;

  /** The turn that is at the host or reads an earlier state; null if the actor is free. */
  private @Nullable Turn running;

  private boolean pumping;

  /** The weight that the owner knows of. */
  private long weight;

  private boolean wasActive;

  /** Whether it is to end once the save that is under way has ended well. */
  private boolean isPassivating;

  private @Nullable Failure discardReason;

  /**
   * @param tenure in which it lives: once that is over, it starts no turn and ends
   */
  public ActorEntity(ActorId id, RegisteredType registered, EntityOwner owner, Tenure tenure) {
    this.id = id;
    this.registered = registered;
    this.owner = owner;
    this.tenure = tenure;
    this.saving = new Saving(this, state);
    this.idleClock = new IdleClock(this);
  }

  @Override
  public ActorId id() {
    return id;
  }

  @Override
  public ActorType type() {
    return registered.type();
  }

  @Override
  public EntityServices services() {
    return owner.services();
  }

  // --- 0. activation: load, then the init action

  /**
   * Begins to load the state, or waits until it may: the store has the latest state only when no
   * other member runs the actor. Invocations may be offered already.
   */
  public void activate() {
    if (tenure.mayStart(id) && TakeoverDelay.isOver(this, type())) {
      phase = Phase.LOADING;
      load();
    } else {
      owner.stalled(this);
    }
  }

  private void load() {
    if (type().stateful()) {
      Snapshot handedOver = tenure.takeState(id);
      if (handedOver != null) {
        onLoaded(LoadResult.of(handedOver));
        return;
      }
      new StateLoading(id, services(), this::dropAbandoned, this::onLoaded).start();
    } else {
      state.begin(false, 0, type().initialState());
      onState();
    }
  }

  private void onLoaded(LoadResult result) {
    if (phase != Phase.LOADING) {
      return;
    }
    switch (result) {
      case LoadResult.Found(long revision, StoredActor stored) -> {
        state.begin(revision, stored);
        onState();
      }
      case LoadResult.Missing() -> {
        state.begin(true, 0, type().initialState());
        onState();
      }
      case LoadResult.NotLoaded(Failure failure) -> failActivation(failure);
    }
  }

  private void onState() {
    reportWeight();
    String action = type().initAction();
    if (action == null) {
      onInitialized();
    } else {
      phase = Phase.UNINITIALIZED;
      askHost(
          InitAction.request(id, action, state, tenure),
          services().config().requestTimeoutMillis());
    }
  }

  private void onInitReply(ByteString body) {
    if (discardReason != null) {
      endDiscarded();
      return;
    }
    try {
      HostReply reply = HostReply.read(body);
      StateChanges.update(state, reply, body.size(), id, services().config());
      StateChanges.warnIfUnsaved(reply, state, registered);
    } catch (FailureException e) {
      host().onUnusableReply(e.failure());
      onInitFailure(e.failure());
      return;
    } catch (RuntimeException e) {
      onInitFailure(reportDefect(e));
      return;
    }
    onInitialized();
  }

  private void onInitFailure(Failure failure) {
    if (discardReason != null) {
      endDiscarded();
      return;
    }
    failActivation(InitAction.failure(id, String.valueOf(type().initAction()), failure));
  }

  private void onInitialized() {
    phase = Phase.ACTIVE;
    reportWeight();
    idleClock.start();
    saving.onChange();
    wasActive = true;
    owner.activated(this);
    pump(services().time().nanoTime());
    endIfOver();
  }

  /** Fails the calls that wait; the next call tries again. */
  private void failActivation(Failure failure) {
    if (mailbox.isEmpty()) {
      LOG.warn("Expected {} to be activated in the background, but: {}", id, failure);
    }
    end();
    lose(mailbox, failure);
  }

  // --- 1. the mailbox

  /** Takes a request into the mailbox, or fails it at once. */
  public void offer(Request request) {
    assert services().loop().isCurrent() : "an activation belongs to its loop";
    if (!MailboxAdmission.admit(request, this, type(), occupancy(), isAtHost())) {
      return;
    }
    Turn turn = Turn.of(request, this);
    if (turn.isTraffic()) {
      idleClock.touch(turn.arrivedNanos());
      isPassivating = false;
    }
    mailbox.add(turn);
    turn.open();
    pump(turn.arrivedNanos());
  }

  /** Fails a request that no activation takes; the log has it if its caller cannot be told. */
  public static void refuse(Request request, ActorId target, Failure failure) {
    PendingReply.refuse(request, target, failure);
  }

  // --- 2. the start of a turn

  /** Starts turns until one is under way or the mailbox is empty. */
  private void pump(long now) {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (phase == Phase.ACTIVE && running == null && !mailbox.isEmpty()) {
        if (!tenure.mayStart(id)) {
          owner.stalled(this);
          break;
        }
        Turn turn = mailbox.next();
        turn.expireIfLate(now);
        if (turn.isAbandoned() || !turn.tryBegin()) {
          turn.remove();
        } else {
          running = turn;
          tenure.onStarted();
          take(turn, start(turn, now));
        }
      }
    } finally {
      pumping = false;
    }
  }

  private Step start(Turn turn, long now) {
    try {
      return turn.start(now, type(), state, isTakenIn(turn.delivery()));
    } catch (RuntimeException e) {
      return turn.failed(discardAfterDefect(e));
    }
  }

  private boolean isTakenIn(@Nullable Delivery delivery) {
    return delivery != null && saving.isConsuming(delivery.id());
  }

  private void take(Turn turn, Step step) {
    switch (step) {
      case Step.AskHost(var request, long patienceMillis) -> askHost(request, patienceMillis);
      case Step.GoBack(RestorationTurn restoration) -> goBack(restoration);
      case Step.Finish() -> finish(turn);
      case Step.RunAgain(Invocation next, long pauseMillis) -> runAgain(turn, next, pauseMillis);
    }
  }

  private void goBack(RestorationTurn turn) {
    services()
        .state()
        .loadAtOrBefore(
            id,
            turn.wanted(),
            services().loop(),
            result -> take(turn, StateChanges.restore(turn, result, state, saving)));
  }

  private void askHost(ActorInvocation request, long patienceMillis) {
    try {
      host().call(request, patienceMillis, services().config().hostTimeoutMillis(), this);
    } catch (RuntimeException e) {
      fail(phase.isOfInit() ? reportDefect(e) : discardAfterDefect(e));
    }
  }

  private HostClient host() {
    return services().hostOf(type());
  }

  /** Another activation continues with what a discarded one has in its mailbox. */
  @Override
  public boolean maySend() {
    return discardReason == null && tenure.mayStart(id);
  }

  @Override
  public void onSent() {
    if (running instanceof ActionTurn turn) {
      turn.sent();
    } else if (phase == Phase.UNINITIALIZED) {
      phase = Phase.INITIALIZING;
    }
  }

  @Override
  public void onNotSent() {
    if (running instanceof ActionTurn turn) {
      turn.notSent();
    } else if (phase == Phase.INITIALIZING) {
      phase = Phase.UNINITIALIZED;
    }
  }

  /** The action has not run, so it is as if it had not been started. */
  @Override
  public void onWithdrawn() {
    if (running instanceof ActionTurn turn) {
      turn.withdrawn();
      running = null;
      mailbox.addFirst(turn);
    } else {
      phase = Phase.AWAITING;
    }
    if (discardReason != null) {
      endDiscarded();
    } else {
      onTenureChanged();
    }
  }

  // --- 3. the host's reply

  @Override
  public void onReply(ByteString body) {
    if (running instanceof ActionTurn turn) {
      onReply(turn, body);
    } else if (phase.isOfInit()) {
      onInitReply(body);
    } else {
      LOG.error("BUG: the host's reply belongs to no turn of {}; it is dropped", id);
    }
  }

  private void onReply(ActionTurn turn, ByteString body) {
    turn.hold(body.size());
    HostReply reply;
    Workflow workflow;
    try {
      reply = HostReply.read(body);
      workflow = services().effects().read(reply.workflow(), id);
      StateChanges.apply(turn, reply, workflow, body.size(), state, saving);
      StateChanges.warnIfUnsaved(reply, state, registered);
    } catch (FailureException e) {
      host().onUnusableReply(e.failure());
      fail(e.failure());
      return;
    } catch (RuntimeException e) {
      fail(discardAfterDefect(e));
      return;
    }
    take(turn, turn.replied(reply.payload(), body.size(), workflow));
  }

  /** What was not sent, and may not be, can still run elsewhere or later. */
  @Override
  public void onFailure(Failure failure) {
    if (isUnsent() && !maySend()) {
      onWithdrawn();
    } else {
      fail(failure);
    }
  }

  private void fail(Failure failure) {
    if (running instanceof ActionTurn turn) {
      take(turn, turn.hostFailed(failure));
    } else if (phase.isOfInit()) {
      onInitFailure(failure);
    } else {
      LOG.error("BUG: a failure of the host belongs to no turn of {}: {}", id, failure);
    }
  }

  // --- 4. the outcome waits for the save

  private void finish(Turn turn) {
    long now = services().time().nanoTime();
    turn.finish(state, now);
    free(turn, now);
    if (phase == Phase.DISCARDED) {
      turn.lose(discardReason());
      endAndReturnMailbox();
    } else {
      reportWeight();
      saving.hold(turn);
      pump(now);
      endIfOver();
    }
  }

  /** Its place among the requests under way stays taken, or retries would have no limit. */
  private void runAgain(Turn turn, Invocation next, long pauseMillis) {
    turn.pause();
    services()
        .wheel()
        .schedule(
            pauseMillis,
            () -> {
              turn.giveBack();
              owner.redeliver(id, next, registered);
            });
    long now = services().time().nanoTime();
    free(turn, now);
    if (phase == Phase.DISCARDED) {
      endAndReturnMailbox();
    } else {
      pump(now);
      endIfOver();
    }
  }

  private void free(Turn turn, long now) {
    running = null;
    if (turn.isTraffic()) {
      idleClock.touch(now);
    }
  }

  // --- 5. the save

  @Override
  public void onCommitted(Turn turn) {
    turn.committed();
    try {
      turn.sendAndReply();
    } catch (RuntimeException e) {
      // A defect in what one turn sends on does not stop the turns behind it.
      turn.fail(reportDefect(e));
    }
    turn.dropResult();
  }

  @Override
  public void onSaved() {
    if (isPassivating) {
      isPassivating = false;
      passivate();
    }
    endIfOver();
  }

  @Override
  public void onSaveRefused(Failure failure) {
    LOG.warn("{} is discarded and will be loaded again: {}", id, failure);
    discard(failure);
  }

  // --- its tenure

  @Override
  public Tenure tenure() {
    return tenure;
  }

  @Override
  public void onUnconfirmed() {
    owner.stalled(this);
  }

  /**
   * The tenure has changed, or may have. What waited for it is tried again. If it is over, what
   * waits is given back, behind a turn whose request is still being made, and the activation ends
   * once nothing of it runs and all is saved.
   */
  public void onTenureChanged() {
    if (tenure.isOver()) {
      saving.release();
      if (!isTurnUnsent()) {
        returnMailbox();
      }
      endIfOver();
    } else if (phase == Phase.AWAITING) {
      activate();
    } else {
      saving.release();
      pump(services().time().nanoTime());
    }
  }

  private void endIfOver() {
    if (tenure.isOver() && !isAtHost() && !saving.isSaving()) {
      switch (phase) {
        case AWAITING, LOADING -> endAndReturnMailbox();
        case ACTIVE -> {
          if (state.isDirty()) {
            saving.saveNow();
          } else if (saving.held() == 0) {
            endAndReturnMailbox();
          }
        }
        case UNINITIALIZED, INITIALIZING, DISCARDED, ENDED -> {}
      }
    }
  }

  /**
   * The membership has ended in which the tenure was: what the actor has in memory may be out of
   * date, and nothing of it is saved. A turn that runs ends with the host's reply.
   */
  public void expel() {
    discard(saving.isUndecided() ? Refusals.unknown(id) : Refusals.expelled(id));
  }

  // --- the end

  /**
   * The state in memory is void: the results that wait are lost, and the mailbox goes elsewhere.
   */
  private void discard(Failure failure) {
    if (discardReason != null || phase == Phase.ENDED) {
      return;
    }
    discardReason = failure;
    boolean isOfInit = phase.isOfInit();
    if (!isOfInit) {
      phase = Phase.DISCARDED;
    }
    lose(saving.stop(), failure);
    // The action that runs at the host ends first, or the next activation would run beside it.
    if (running == null && !isOfInit) {
      endAndReturnMailbox();
    }
  }

  private void endDiscarded() {
    phase = Phase.DISCARDED;
    endAndReturnMailbox();
  }

  /** The proxy has a defect: the activation ends, and what is stored stays as it is. */
  private Failure discardAfterDefect(RuntimeException defect) {
    Failure failure = reportDefect(defect);
    discard(failure);
    return failure;
  }

  private Failure reportDefect(RuntimeException defect) {
    LOG.error("BUG: what runs in {} threw; it fails", id, defect);
    owner.broken(this);
    return new Failure(ErrorCode.INTERNAL, "the proxy has a defect: " + defect);
  }

  /** Ends the activation if it is idle, saving first; it stays if work comes meanwhile. */
  public void passivate() {
    if (isIdle()) {
      if (state.isDirty()) {
        isPassivating = true;
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
    } else {
      saveNow();
    }
  }

  /** Saves what is not saved, without waiting for its time. */
  public void saveNow() {
    if (phase == Phase.ACTIVE && state.isDirty()) {
      saving.saveNow();
    }
  }

  private void endAndReturnMailbox() {
    end();
    returnMailbox();
  }

  /** Requests may come back at once, if the slot has come back. */
  private void returnMailbox() {
    for (int left = mailbox.size(); left > 0; left--) {
      Turn turn = mailbox.next();
      turn.remove();
      owner.redeliver(id, turn.request(), registered);
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
    if (tenure.isOver()) {
      tenure.onEnded(id);
    }
  }

  private static void lose(TurnQueue turns, Failure failure) {
    for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.lose(failure);
    }
  }

  // --- its weight

  private void reportWeight() {
    long now = ActivationMemory.EACH + state.weight();
    if (Math.abs(now - weight) >= WEIGHT_STEP || weight == 0) {
      owner.weighed(now - weight);
      weight = now;
    }
  }

  // --- questions

  /** Whether the activation failed before its owner was told that it is active. */
  public boolean endedBeforeActive() {
    return phase == Phase.ENDED && !wasActive;
  }

  /** Whether a turn runs, or will before its tenure is over, or a change is not saved. */
  public boolean isBusy() {
    return (isAtHost() && !(isUnsent() && tenure.isOver()))
        || saving.isSaving()
        || (phase == Phase.ACTIVE && state.isDirty());
  }

  /** The state as it is stored; null if there is none, or a later one in memory. */
  public @Nullable Snapshot storedState() {
    return phase == Phase.ACTIVE && state.isStored() && state.revision() > 0 && !isBusy()
        ? new Snapshot(state.revision(), state.toStore().toByteArray())
        : null;
  }

  /** Whether nothing is under way, nothing waits, and no change is unsaved. */
  public boolean isAtRest() {
    return occupancy() == 0 && !isBusy();
  }

  /** Whether no work is under way or waits. A state that is not saved yet is not work. */
  public boolean isIdle() {
    return phase == Phase.ACTIVE && occupancy() == 0 && !saving.isSaving();
  }

  private boolean isAtHost() {
    return running != null || phase.isOfInit();
  }

  /** Whether the host has surely not been asked yet for what runs. */
  private boolean isUnsent() {
    return running == null ? phase == Phase.UNINITIALIZED : isTurnUnsent();
  }

  private boolean isTurnUnsent() {
    return running instanceof ActionTurn turn && turn.isUnsent();
  }

  /** Whether requests wait that have not run. */
  public boolean hasWaiting() {
    return !mailbox.isEmpty() || isTurnUnsent();
  }

  /** The number of invocations it holds, including those whose results wait for a save. */
  private int occupancy() {
    return mailbox.size() + (running == null ? 0 : 1) + saving.held();
  }

  /** Drops the calls that need not run any more; returns the number of the others. */
  private int dropAbandoned() {
    mailbox.dropAbandoned(services().time().nanoTime());
    return mailbox.size();
  }

  @Override
  public String mailboxDelay() {
    return phase.mailboxDelay();
  }

  @Override
  public @Nullable Failure storeFailure(boolean committing) {
    return committing || phase == Phase.LOADING ? services().storeHealth().failure() : null;
  }

  private Failure discardReason() {
    return discardReason != null
        ? discardReason
        : new Failure(ErrorCode.INTERNAL, "the activation has no reason");
  }
}
