package io.actorproxy.entity;

import io.actorproxy.codec.StoredActor;
import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.state.SaveOutcome;
import io.actorproxy.state.SaveRequest;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.time.Backoff;
import io.actorproxy.time.TimerWheel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves one actor's state, and holds the results of turns until what they wrote, or may have read,
 * is saved and the tenure is confirmed.
 *
 * <p>At most one save is under way. Changes that are made meanwhile go into the next one together,
 * so an actor that is busier than the store writes one revision for many turns. When a change is
 * written depends on what asked for it:
 *
 * <ul>
 *   <li>a version above {@code requestedVersion}: when the snapshot timer fires;
 *   <li>up to {@code requestedVersion}: as soon as no save is under way;
 *   <li>up to {@code awaitedVersion}: the same, and results of turns are held until it is written.
 * </ul>
 */
@OnLoop
final class Saving extends TimerWheel.Timeout {
  /** The low bits of a message's sequence number, which number the messages of one save. */
  private static final int SEQUENCE_BITS = 24;

  /** While the next owner of the actor waits for the save, which takes its own time to fail. */
  private static final Backoff PAUSES = new Backoff(100, 100);

  private static final Logger LOG = LoggerFactory.getLogger(Saving.class);

  private final Owner owner;
  private final EntityState state;
  private final long writer;
  private final TurnQueue held = new TurnQueue();

  private Stage stage = Stage.IDLE;

  /** The save that is under way, or whose result is unknown. */
  private @Nullable SaveAttempt attempt;

  /** Whether an earlier request for the same save has failed, and may be in the store. */
  private boolean isRepetition;

  /** What the next save takes along besides the state; null if nothing. */
  private @Nullable MessageChanges changes;

  private long requestedVersion;
  private long awaitedVersion;

  /** When a revision last entered the history, on the scale of nanoTime. */
  private long historyNanos;

  /** Whether the next revision enters the history, however long ago the last one did. */
  private boolean historyDue = true;

  private enum Stage {
    /** No save is under way, and the result of the last one is known. */
    IDLE,
    /** A save is under way, and the store may put it off: no result and no message waits for it. */
    DEFERRED,
    /** A save is under way. */
    SAVING,
    /** The last save failed, and may be in the store all the same; the next one repeats it. */
    UNCONFIRMED,
    /** The activation has ended. A save may still be under way; its result changes nothing. */
    STOPPED
  }

  /** The activation whose state is saved. */
  interface Owner {
    ActorId id();

    ActorType type();

    EntityServices services();

    Tenure tenure();

    /** All that the turn wrote or read is saved, or need not be. Called in the order of turns. */
    void onCommitted(Turn turn);

    /** Results that are saved wait until the tenure is confirmed. */
    void onUnconfirmed();

    /** A save has ended well, and the results that it allowed are out. */
    void onSaved();

    /** A save was refused, or failed while results wait for it: the state in memory is void. */
    void onSaveRefused(Failure failure);
  }

  Saving(Owner owner, EntityState state) {
    this.owner = owner;
    this.state = state;
    this.writer = owner.services().random().nextLong();
  }

  // --- what asks for a save

  /** The state may have changed. */
  void onChange() {
    if (isAcknowledged()) {
      await();
      flush();
    } else if (state.isDirty() && !isPending()) {
      services().wheel().add(this, snapshotMillis());
    }
  }

  /** The snapshot timer. */
  @Override
  protected void onTimeout() {
    requestedVersion = state.version();
    flush(!owner.tenure().isOver());
  }

  /** The results of the turn that runs, and of later ones, wait until the state is saved. */
  void requireSaved() {
    historyDue = true;
    await();
  }

  /** Stores calls as messages with the state, which is saved for them if for nothing else. */
  void send(List<Call> calls) {
    changes().outgoing().addAll(calls);
    state.touch();
  }

  /** Removes a message from the store with the state, which has taken it in. */
  void consume(MessageId message) {
    changes().consumed().add(message);
    // The sender's next message waits for the removal, so the snapshot timer is too slow.
    requestedVersion = state.version();
    endDeferral();
  }

  /** Saves what is not saved yet, without waiting for the snapshot timer. */
  void saveNow() {
    requestedVersion = state.version();
    endDeferral();
    flush();
  }

  /** Holds the turn's result until it is safe, behind those of earlier turns. */
  void hold(Turn turn) {
    onChange();
    flush();
    if (held.isEmpty() && isSafe(turn)) {
      owner.onCommitted(turn);
    } else {
      held.add(turn);
      release();
    }
  }

  private MessageChanges changes() {
    if (changes == null) {
      changes = new MessageChanges();
    }
    return changes;
  }

  private void await() {
    awaitedVersion = state.version();
    requestedVersion = awaitedVersion;
    endDeferral();
  }

  /** What is requested now comes after the save that is under way, so that is put off no longer. */
  private void endDeferral() {
    if (stage == Stage.DEFERRED) {
      stage = Stage.SAVING;
      services().state().flushDeferred();
    }
  }

  // --- the save

  private void flush() {
    flush(false);
  }

  /** Saves what is requested, unless a save is under way. */
  private void flush(boolean deferrable) {
    if ((stage != Stage.IDLE && stage != Stage.UNCONFIRMED)
        || !state.isDirty()
        || state.isSaved(requestedVersion)) {
      return;
    }
    isRepetition = attempt != null;
    SaveAttempt now = attempt == null ? newAttempt() : attempt;
    attempt = now;
    boolean deferred = deferrable && held.isEmpty() && !now.changesMessages();
    stage = deferred ? Stage.DEFERRED : Stage.SAVING;
    services()
        .state()
        .save(
            new SaveRequest(
                owner.id(),
                owner.tenure().member(),
                state.revision(),
                now.state(),
                writer,
                now.inHistory(),
                now.historyBytes(),
                now.outgoing(),
                now.consumed(),
                deferred,
                Deadline.in(services().config().saveTimeoutMillis(), services().time()),
                services().loop(),
                outcome -> onOutcome(now, outcome)));
  }

  /** Takes up all that is to be saved by now. */
  private SaveAttempt newAttempt() {
    MessageChanges taken = changes;
    changes = null;
    StoredActor stored = state.toStore();
    SaveAttempt next =
        new SaveAttempt(
            state.version(),
            stored.toByteArray(),
            takeHistorySlot(),
            stored.historyBytes(),
            taken == null ? List.of() : messages(taken.outgoing(), state.revision() + 1),
            taken == null ? List.of() : List.copyOf(taken.consumed()));
    services().inFlight().hold(next.bytes());
    return next;
  }

  private List<Message> messages(List<Call> calls, long revision) {
    List<Message> messages = new ArrayList<>(calls.size());
    for (Call call : calls) {
      long sequence = revision << SEQUENCE_BITS | messages.size();
      messages.add(services().outbox().effect(call, owner.id(), sequence));
    }
    return messages;
  }

  /** Decides whether the next revision enters the history. */
  private boolean takeHistorySlot() {
    long now = services().time().nanoTime();
    boolean isTaken =
        historyDue || !isAcknowledged() || now - historyNanos >= snapshotMillis() * 1_000_000;
    if (isTaken) {
      historyDue = false;
      historyNanos = now;
    }
    return isTaken;
  }

  private void dropAttempt() {
    if (attempt != null) {
      services().inFlight().putDown(attempt.bytes());
      attempt = null;
    }
  }

  // --- its result

  private void onOutcome(SaveAttempt ended, SaveOutcome outcome) {
    if (stage == Stage.STOPPED) {
      dropAttempt();
      return;
    }
    stage = Stage.UNCONFIRMED;
    switch (outcome) {
      case SaveOutcome.Saved() -> onSaved(ended);
      case SaveOutcome.Fenced(boolean mayBeStored) ->
          owner.onSaveRefused(
              mayBeStored || isRepetition
                  ? Refusals.unknown(owner.id())
                  : Refusals.fenced(owner.id()));
      case SaveOutcome.Expelled(boolean mayBeStored) -> {
        owner.tenure().onExpelled();
        owner.onSaveRefused(
            mayBeStored || isRepetition
                ? Refusals.unknown(owner.id())
                : Refusals.expelled(owner.id()));
      }
      case SaveOutcome.Consumed() -> owner.onSaveRefused(Refusals.consumed(owner.id()));
      case SaveOutcome.NotSaved(Failure failure) -> onNotSaved(ended, failure);
    }
  }

  private void onSaved(SaveAttempt saved) {
    stage = Stage.IDLE;
    state.saved(saved.version());
    dropAttempt();
    if (!saved.outgoing().isEmpty()) {
      services().outbox().stored(saved.outgoing());
    }
    if (state.isDirty()) {
      onChange();
      flush();
    } else {
      cancel();
    }
    release();
    owner.onSaved();
  }

  /** Gives the results that may be given. */
  void release() {
    for (Turn turn = held.peek(); turn != null && isSafe(turn); turn = held.peek()) {
      held.poll();
      owner.onCommitted(turn);
    }
    Turn first = held.peek();
    if (first != null && isSaved(first)) {
      owner.onUnconfirmed();
    }
  }

  /**
   * Where nothing waits for the save, the state stays in memory and is saved the next time. The
   * next owner of the actor waits for it, so then that is soon, and a state that cannot be saved is
   * lost.
   */
  private void onNotSaved(SaveAttempt failed, Failure failure) {
    boolean isTooLarge = failure.code() == ErrorCode.STATE_TOO_LARGE;
    boolean isOver = owner.tenure().isOver();
    if (isAcknowledged() || isAwaited() || failed.changesMessages() || isOver && isTooLarge) {
      owner.onSaveRefused(failure);
      return;
    }
    if (isTooLarge) {
      stage = Stage.IDLE;
      dropAttempt();
    }
    LOG.warn("Expected to save {}, but: {}; it is tried again", owner.id(), failure);
    if (isOver) {
      cancel();
      services().wheel().add(this, PAUSES.jittered(1, services().random()));
    } else {
      onChange();
    }
  }

  private long snapshotMillis() {
    long declared = owner.type().snapshotMillis();
    return declared > 0 ? declared : services().config().snapshotIntervalMillis();
  }

  // --- the end

  /**
   * Saves nothing more.
   *
   * @return the turns whose results are held, and which will never be safe
   */
  TurnQueue stop() {
    boolean isFirst = stage != Stage.STOPPED;
    boolean wasSaving = isSaving();
    stage = Stage.STOPPED;
    cancel();
    if (changes != null) {
      // A turn that was at the host when the activation was stopped may have sent since.
      services().outbox().withdraw(changes.outgoing());
      changes = null;
    }
    if (isFirst && attempt != null) {
      // They are not stored, unless the store has got them all the same.
      services().outbox().lost(attempt.outgoing());
    }
    if (isFirst && !wasSaving) {
      // Else the store's queue still holds it.
      dropAttempt();
    }
    return held;
  }

  // --- questions

  private EntityServices services() {
    return owner.services();
  }

  private boolean isAcknowledged() {
    return services().config().durability() == Durability.ACKNOWLEDGED;
  }

  private boolean isSafe(Turn turn) {
    return isSaved(turn) && (isProven(turn) || owner.tenure().isConfirmed());
  }

  /**
   * Whether the store has taken what the turn wrote, or what a later one wrote on what this one has
   * read. It takes saves of members only, so no other member had the actor by then.
   */
  private boolean isProven(Turn turn) {
    return state.isSaved(turn.hasWritten() ? turn.version() : turn.version() + 1);
  }

  /** A turn that read no version above {@code awaitedVersion} need not wait for what it read. */
  private boolean isSaved(Turn turn) {
    return state.isSaved(Math.min(turn.version(), awaitedVersion));
  }

  /** Whether a result waits for a save, and not only for the tenure to be confirmed. */
  private boolean isAwaited() {
    Turn last = held.last();
    return last != null && !isSaved(last);
  }

  /** Whether the state has taken in that message, though the removal is not saved yet. */
  boolean isConsuming(MessageId message) {
    return (changes != null && changes.consumed().contains(message))
        || (attempt != null && attempt.consumed().contains(message));
  }

  /** Whether a save may or may not be in the store. */
  boolean isUndecided() {
    return attempt != null && stage != Stage.STOPPED;
  }

  boolean isSaving() {
    return stage == Stage.DEFERRED || stage == Stage.SAVING;
  }

  /** The number of turns whose results are held. */
  int held() {
    return held.size();
  }
}
