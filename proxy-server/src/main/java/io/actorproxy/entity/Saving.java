package io.actorproxy.entity;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Failure;
import io.actorproxy.state.SaveOutcome;
import io.actorproxy.state.SaveRequest;
import io.actorproxy.time.TimerWheel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves one actor's state and holds back the results of turns until what they wrote, or may have
 * read, is saved.
 *
 * <p>At most one save is under way. Changes that are made meanwhile go into the next one together,
 * so an actor that is busier than the store writes one revision for many turns.
 */
final class Saving extends TimerWheel.Timeout {
  private static final Logger LOG = LoggerFactory.getLogger(Saving.class);

  private final ActorEntity entity;
  private final EntityServices services;
  private final boolean acknowledged;
  private final long writer;
  private final TurnQueue held = new TurnQueue();
  private boolean saving;
  private boolean stopped;

  /** The newest version that must be saved without waiting for the snapshot timer. */
  private long wantedVersion;

  /** The newest version that callers wait for. */
  private long promisedVersion;

  Saving(ActorEntity entity, EntityServices services) {
    this.entity = entity;
    this.services = services;
    this.acknowledged = services.config().durability() == Durability.ACKNOWLEDGED;
    this.writer = services.random().nextLong();
  }

  // --- what asks for a save

  /** The state may have changed. */
  void onChange() {
    if (acknowledged) {
      promise();
      flush();
    } else if (entity.state().isDirty() && !isPending()) {
      services.wheel().add(this, snapshotMillis());
    }
  }

  /** The snapshot timer. */
  @Override
  protected void onTimeout() {
    saveNow();
  }

  /** The turn that ends next must not be answered before its state is saved. */
  void checkpoint() {
    promise();
  }

  private void promise() {
    promisedVersion = entity.state().version();
    wantedVersion = promisedVersion;
  }

  void saveNow() {
    wantedVersion = entity.state().version();
    flush();
  }

  /** Lets the turn's result out now, or as soon as it is safe. */
  void release(Turn turn) {
    onChange();
    flush();
    if (held.isEmpty() && isSafe(turn)) {
      turn.onCommitted();
    } else {
      held.add(turn);
    }
  }

  /** Nobody who read a version above {@link #promisedVersion} has to wait for the store. */
  private boolean isSafe(Turn turn) {
    return entity.state().isSaved(Math.min(turn.version(), promisedVersion));
  }

  // --- the save

  private void flush() {
    EntityState state = entity.state();
    if (saving || stopped || !state.isDirty() || state.isSaved(wantedVersion)) {
      return;
    }
    saving = true;
    long version = state.version();
    services
        .state()
        .save(
            new SaveRequest(
                entity.id(),
                state.revision(),
                state.message().toByteArray(),
                writer,
                Deadline.in(services.config().saveTimeout(), services.time()),
                services.loop(),
                outcome -> onOutcome(version, outcome)));
  }

  private void onOutcome(long version, SaveOutcome outcome) {
    saving = false;
    if (stopped) {
      return;
    }
    switch (outcome) {
      case SaveOutcome.Saved() -> onSaved(version);
      case SaveOutcome.Fenced() -> entity.discard(Refusals.fenced(entity.id()));
      case SaveOutcome.NotSaved(Failure failure) -> onNotSaved(failure);
    }
  }

  private void onSaved(long version) {
    entity.state().saved(version);
    if (entity.state().isDirty()) {
      onChange();
      flush();
    } else {
      cancel();
    }
    for (Turn turn = held.peek(); turn != null && isSafe(turn); turn = held.peek()) {
      held.poll();
      turn.onCommitted();
    }
    entity.onSaved();
  }

  /** Where no caller waits, the state stays in memory and is saved at the next occasion. */
  private void onNotSaved(Failure failure) {
    if (acknowledged || !held.isEmpty()) {
      entity.discard(failure);
    } else {
      LOG.warn("Expected to save {}, but: {}; it is tried again", entity.id(), failure);
      onChange();
    }
  }

  private long snapshotMillis() {
    long declared = entity.type().snapshotMillis();
    return declared > 0 ? declared : services.config().snapshotInterval();
  }

  // --- the end

  /** Saves nothing more; those whose results were held back are told why. */
  void loseAll(Failure failure) {
    stop();
    for (Turn turn = held.poll(); turn != null; turn = held.poll()) {
      turn.onLost(failure);
    }
  }

  void stop() {
    stopped = true;
    cancel();
  }

  // --- answers about the present

  boolean isSaving() {
    return saving;
  }

  int waiting() {
    return held.size();
  }
}
