package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A state on its way into the store.
 *
 * @param actor whose state
 * @param member the member of the cluster that saves; {@link Identity#NONE} for a process that is
 *     alone
 * @param expectedRevision the revision it builds on; 0 if the actor was never saved
 * @param state an encoded {@link io.actorproxy.codec.StoredActor}
 * @param writer the token of the activation
 * @param keep whether the new revision enters the history
 * @param historyBytes how much of the state enters the history, from its beginning
 * @param sends messages to be stored with it
 * @param consumes messages that it takes in
 * @param deferrable whether no caller waits for it, so that it may wait for other saves
 * @param deadline until when a failing store is tried again
 * @param loop where {@code callback} is called, exactly once
 */
public record SaveRequest(
    ActorId actor,
    Identity member,
    long expectedRevision,
    byte[] state,
    long writer,
    boolean keep,
    int historyBytes,
    List<Message> sends,
    List<MessageId> consumes,
    boolean deferrable,
    Deadline deadline,
    Executor loop,
    Consumer<SaveOutcome> callback) {

  /** A save whose state, if it is kept, enters the history as it is. */
  SaveRequest(
      ActorId actor,
      long expectedRevision,
      byte[] state,
      long writer,
      boolean keep,
      List<Message> sends,
      List<MessageId> consumes,
      boolean deferrable,
      Deadline deadline,
      Executor loop,
      Consumer<SaveOutcome> callback) {
    this(
        actor,
        Identity.NONE,
        expectedRevision,
        state,
        writer,
        keep,
        state.length,
        sends,
        consumes,
        deferrable,
        deadline,
        loop,
        callback);
  }

  /** A save of nothing but a state. */
  SaveRequest(
      ActorId actor,
      long expectedRevision,
      byte[] state,
      long writer,
      Deadline deadline,
      Executor loop,
      Consumer<SaveOutcome> callback) {
    this(
        actor,
        expectedRevision,
        state,
        writer,
        false,
        List.of(),
        List.of(),
        false,
        deadline,
        loop,
        callback);
  }

  private static final Logger LOG = LoggerFactory.getLogger(SaveRequest.class);

  /** Calls the callback, on its loop; if it throws, the callbacks of other saves still run. */
  void answer(SaveOutcome outcome) {
    try {
      callback.accept(outcome);
    } catch (RuntimeException e) {
      LOG.error(
          "BUG: the callback of {} threw; it does not know the outcome of its save", actor, e);
    }
  }

  Save toSave() {
    byte[] kept = keep && historyBytes < state.length ? Arrays.copyOf(state, historyBytes) : state;
    return new Save(
        actor.key(), expectedRevision, state, writer, keep, sends, consumes, kept, member);
  }

  /** The bytes of its state and messages. */
  long bytes() {
    long bytes = state.length;
    for (Message message : sends) {
      bytes += message.content().length;
    }
    return bytes;
  }
}
