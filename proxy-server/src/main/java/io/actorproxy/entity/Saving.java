package io.actorproxy.entity;

import io.actorproxy.codec.StoredActor;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.state.SaveOutcome;
import io.actorproxy.state.SaveRequest;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.time.TimerWheel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  /** How many messages of one save can be told apart: 2 to the power of it. */
  private static final int SEQUENCE_BITS = 24;

  private static final Logger LOG = LoggerFactory.getLogger(Saving.class);

  private final ActorEntity entity;
  private final long writer;
  private final TurnQueue held = new TurnQueue();

  /** What goes with the next save. */
  private Cargo cargo = Cargo.NONE;

  private boolean saving;

  /** Whether the save that is under way may wait for others. */
  private boolean patient;

  private boolean stopped;

  /** The newest version that must be saved without waiting for the snapshot timer. */
  private long wantedVersion;

  /** The newest version that callers wait for. */
  private long promisedVersion;

  /** When a revision last entered the history, on the scale of nanoTime. */
  private long keptAt;

  private boolean keepNext = true;

  /**
   * What the last save was about, until it is known whether it is stored. Until then nothing else
   * is saved: the store takes a later save for a repetition of this one, and leaves out what goes
   * with it.
   */
  private @Nullable Shipment unsure;

  @SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never copied.
  private record Shipment(
      long version,
      byte[] state,
      boolean keep,
      int keptBytes,
      Cargo cargo,
      List<Message> messages) {

    /** What it holds besides what the turns do: copies of the state and of what they send. */
    long bytes() {
      long bytes = state.length;
      for (Message message : messages) {
        bytes += message.content().length;
      }
      return bytes;
    }
  }

  Saving(ActorEntity entity) {
    this.entity = entity;
    this.writer = entity.services().random().nextLong();
  }

  private boolean isAcknowledged() {
    return entity.services().config().durability() == Durability.ACKNOWLEDGED;
  }

  // --- what asks for a save

  /** The state may have changed. */
  void onChange() {
    if (isAcknowledged()) {
      promise();
      flush();
    } else if (entity.state().isDirty() && !isPending()) {
      entity.services().wheel().add(this, snapshotMillis());
    }
  }

  /** The snapshot timer. */
  @Override
  protected void onTimeout() {
    wantedVersion = entity.state().version();
    flush(true);
  }

  /** The turn that ends next must not be answered before its state is saved. */
  void checkpoint() {
    keepNext = true;
    promise();
  }

  /** Calls to be stored with the state, which is saved for them if for nothing else. */
  void send(List<Call> calls) {
    cargoToFill().sends().addAll(calls);
    entity.state().touch();
  }

  /** The state has changed by a message, which is to leave the store when that is saved. */
  void consume(MessageId message) {
    cargoToFill().consumes().add(message);
    // The sender's next message waits for this one to be gone, so the snapshot timer is too slow.
    wantedVersion = entity.state().version();
    hurry();
  }

  private Cargo cargoToFill() {
    if (cargo == Cargo.NONE) {
      cargo = new Cargo();
    }
    return cargo;
  }

  /** Whether a message has been taken in, though that is not saved yet. */
  boolean isConsuming(MessageId message) {
    return cargo.consumes().contains(message)
        || (unsure != null && unsure.cargo().consumes().contains(message));
  }

  private void promise() {
    promisedVersion = entity.state().version();
    wantedVersion = promisedVersion;
    hurry();
  }

  void saveNow() {
    wantedVersion = entity.state().version();
    hurry();
    flush();
  }

  /** What is wanted now comes after the save that is under way, so that must not wait any more. */
  private void hurry() {
    if (saving && patient) {
      patient = false;
      entity.services().state().flushDeferred();
    }
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
    flush(false);
  }

  /** Saves what is wanted, unless a save is under way. */
  private void flush(boolean mayWait) {
    EntityState state = entity.state();
    if (saving || stopped || !state.isDirty() || state.isSaved(wantedVersion)) {
      return;
    }
    saving = true;
    Shipment shipment = unsure == null ? shipment(state) : unsure;
    unsure = shipment;
    patient = mayWait && held.isEmpty() && shipment.cargo() == Cargo.NONE;
    EntityServices services = entity.services();
    services
        .state()
        .save(
            new SaveRequest(
                entity.id(),
                state.revision(),
                shipment.state(),
                writer,
                shipment.keep(),
                shipment.keptBytes(),
                shipment.messages(),
                List.copyOf(shipment.cargo().consumes()),
                patient,
                Deadline.in(services.config().saveTimeout(), services.time()),
                services.loop(),
                outcome -> onOutcome(shipment, outcome)));
  }

  /** Takes up everything that is to be saved by now. */
  private Shipment shipment(EntityState state) {
    Cargo loaded = cargo;
    cargo = Cargo.NONE;
    StoredActor stored = state.toStore();
    Shipment shipment =
        new Shipment(
            state.version(),
            stored.toByteArray(),
            isToKeep(),
            stored.historyBytes(),
            loaded,
            messages(loaded.sends(), state.revision() + 1));
    entity.services().inFlight().hold(shipment.bytes());
    return shipment;
  }

  /** What became of the last save is known, or does not matter any more. */
  private void forgetShipment() {
    if (unsure != null) {
      entity.services().inFlight().putDown(unsure.bytes());
      unsure = null;
    }
  }

  private List<Message> messages(List<Call> calls, long revision) {
    if (calls.isEmpty()) {
      return List.of();
    }
    List<Message> messages = new ArrayList<>(calls.size());
    for (Call call : calls) {
      long sequence = revision << SEQUENCE_BITS | messages.size();
      messages.add(entity.services().outbox().effect(call, entity.id(), sequence));
    }
    return messages;
  }

  private boolean isToKeep() {
    long now = entity.services().time().nanoTime();
    boolean keep = keepNext || !isAcknowledged() || now - keptAt >= snapshotMillis() * 1_000_000;
    if (keep) {
      keepNext = false;
      keptAt = now;
    }
    return keep;
  }

  private void onOutcome(Shipment shipment, SaveOutcome outcome) {
    saving = false;
    if (stopped) {
      forgetShipment();
      return;
    }
    switch (outcome) {
      case SaveOutcome.Saved() -> onSaved(shipment);
      case SaveOutcome.Fenced() -> entity.discard(Refusals.fenced(entity.id()));
      case SaveOutcome.Consumed() -> entity.discard(Refusals.consumed(entity.id()));
      case SaveOutcome.NotSaved(Failure failure) -> onNotSaved(shipment, failure);
    }
  }

  private void onSaved(Shipment shipment) {
    entity.state().saved(shipment.version());
    forgetShipment();
    if (!shipment.messages().isEmpty()) {
      entity.services().outbox().stored(shipment.messages());
    }
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
  private void onNotSaved(Shipment shipment, Failure failure) {
    if (isAcknowledged() || !held.isEmpty() || !shipment.cargo().isEmpty()) {
      entity.discard(failure);
    } else {
      if (failure.code() == ErrorCode.STATE_TOO_LARGE) {
        forgetShipment();
      }
      LOG.warn("Expected to save {}, but: {}; it is tried again", entity.id(), failure);
      onChange();
    }
  }

  private long snapshotMillis() {
    long declared = entity.type().snapshotMillis();
    return declared > 0 ? declared : entity.services().config().snapshotInterval();
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
    giveRoomBack();
    stopped = true;
    cancel();
    if (!saving) {
      // Else the store's queue still holds it.
      forgetShipment();
    }
  }

  /** What was to be sent is not, unless the store has got it all the same. */
  private void giveRoomBack() {
    // A turn that was at the host when the activation was stopped may have sent since.
    entity.services().outbox().withdraw(cargo.sends());
    cargo = Cargo.NONE;
    if (unsure != null && !stopped) {
      entity.services().outbox().lost(unsure.messages());
    }
  }

  // --- answers about the present

  boolean isSaving() {
    return saving;
  }

  int waiting() {
    return held.size();
  }
}
