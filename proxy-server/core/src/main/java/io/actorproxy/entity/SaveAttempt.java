package io.actorproxy.entity;

import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import java.util.List;

/**
 * One save of an actor's state. As long as its result is unknown it is repeated as it is: the store
 * takes a later save for a repetition of this one, and leaves out what goes with it.
 *
 * @param version the version of the state in memory
 * @param state the encoded state
 * @param inHistory whether the revision is kept in the history
 * @param historyBytes how many bytes of {@code state} the history keeps, from the first one
 * @param outgoing messages that are stored with it
 * @param consumed messages that are removed with it
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never copied.
record SaveAttempt(
    long version,
    byte[] state,
    boolean inHistory,
    int historyBytes,
    List<Message> outgoing,
    List<MessageId> consumed) {

  boolean changesMessages() {
    return !outgoing.isEmpty() || !consumed.isEmpty();
  }

  /** The bytes it holds besides those of the turns: copies of the state and of the messages. */
  long bytes() {
    long bytes = state.length;
    for (Message message : outgoing) {
      bytes += message.content().length;
    }
    return bytes;
  }
}
