package io.actorproxy.entity;

import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.codec.StoredResponse;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.state.LoadResult;
import io.actorproxy.workflow.EffectRunner;
import io.actorproxy.workflow.Workflow;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a host's reply, or an earlier state, changes in an activation: the state in memory, and what
 * is saved together with it.
 */
@OnLoop
final class StateChanges {
  private static final Logger LOG = LoggerFactory.getLogger(StateChanges.class);

  private StateChanges() {}

  /**
   * Takes over what the reply to a turn changes.
   *
   * @throws FailureException if the reply cannot be taken; then nothing has changed
   */
  static void apply(
      ActionTurn turn,
      HostReply reply,
      Workflow workflow,
      int replyBytes,
      EntityState state,
      Saving saving) {
    ActorId id = turn.target();
    EntityConfig config = turn.services().config();
    EffectRunner effects = turn.services().effects();
    Outbox outbox = turn.services().outbox();
    List<Call> calls = effects.callsOf(effects.outgoing(workflow, id, turn.call()));
    outbox.requireSendable(calls);
    StoredResponse response = turn.responseToStore(reply.payload(), workflow);
    long before = state.version();
    boolean isStored = !calls.isEmpty() && sendsWithState(state, reply, config);
    if (!calls.isEmpty()) {
      outbox.promise(calls, turn.call());
    }
    try {
      update(state, reply, replyBytes, id, config);
    } catch (RuntimeException e) {
      outbox.withdraw(calls);
      throw e;
    }
    if (response != null) {
      state.remember(response, config);
    }
    if (isStored) {
      saving.send(calls);
    } else {
      // They may become messages one by one, when they leave, and take their room then.
      outbox.withdraw(calls);
      turn.keepUnstored(calls);
    }
    Delivery delivery = turn.delivery();
    if (delivery != null && state.version() > before) {
      saving.consume(delivery.id());
      turn.markConsumed();
    }
    if (reply.checkpoint()) {
      saving.requireSaved();
    }
  }

  /** The caller waits for the save then, so that what a turn sends is as safe as its state. */
  private static boolean sendsWithState(EntityState state, HostReply reply, EntityConfig config) {
    return state.isStored()
        && (reply.checkpoint() || config.durability() == Durability.ACKNOWLEDGED);
  }

  /**
   * Makes the state of a reply the actor's.
   *
   * @throws FailureException with STATE_TOO_LARGE; then nothing has changed
   */
  static void update(
      EntityState state, HostReply reply, int replyBytes, ActorId id, EntityConfig config) {
    ActorStateMessage after = state.preview(reply);
    if (after.size() > config.stateMaxBytes()) {
      throw new FailureException(Refusals.stateTooLarge(id, after.size(), config.stateMaxBytes()));
    }
    state.update(reply, replyBytes, after.size());
  }

  /** Tells once for each type whose states are lost though its host returns some. */
  static void warnIfUnsaved(HostReply reply, EntityState state, RegisteredType registered) {
    if (!state.isStored() && reply.hasState() && registered.noteUnsavedState()) {
      LOG.warn(
          "Actors of type {} in {} return states, but the type is not registered as stateful: a"
              + " state is lost when its actor leaves memory. Register it with settings.stateful ="
              + " true",
          registered.type().name(),
          registered.type().system());
    }
  }

  /**
   * The earlier state becomes a new revision; a number that is too high is a slip of the caller.
   */
  static Step restore(RestorationTurn turn, LoadResult result, EntityState state, Saving saving) {
    long wanted = turn.wanted();
    return switch (result) {
      case LoadResult.Found _ when wanted > state.revision() ->
          turn.failed(Refusals.revisionNotReached(turn.target(), wanted, state.revision()));
      case LoadResult.Found(long revision, StoredActor earlier) -> {
        if (revision != state.revision() || state.isDirty()) {
          state.restore(earlier.actor());
          saving.requireSaved();
        }
        yield turn.restored(revision);
      }
      case LoadResult.Missing() -> turn.failed(Refusals.revisionForgotten(turn.target(), wanted));
      case LoadResult.NotLoaded(Failure failure) -> turn.failed(failure);
    };
  }
}
