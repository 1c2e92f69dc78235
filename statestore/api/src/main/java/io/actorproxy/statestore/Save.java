package io.actorproxy.statestore;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import java.util.List;

/**
 * A request to replace the state of one actor, if no other writer has replaced it since.
 *
 * <p>It is accepted when the stored revision equals {@code expectedRevision}; the stored revision
 * is then {@code expectedRevision + 1}.
 *
 * <p><b>Repeating.</b> When {@link SnapshotStore#save} throws, the transaction may have been
 * committed or not: the answer to the commit may have been lost. The same writer may then simply
 * save again. A stored revision that is already past {@code expectedRevision} is no conflict if the
 * stored row was written by this very {@code writer}:
 *
 * <ul>
 *   <li>stored revision {@code == expectedRevision + 1}: the state is overwritten (it may be newer
 *       than in the first attempt) and the revision stays;
 *   <li>stored revision {@code > expectedRevision + 1}: a later save of the same writer is already
 *       there; nothing is changed and the save counts as accepted.
 * </ul>
 *
 * <p>This is sound because a writer's revisions are contiguous: once another writer has had a save
 * accepted, every save of the first one is refused for good.
 *
 * <p><b>Messages.</b> What the save {@code sends} and {@code consumes} happens in the same
 * transaction, if the save is accepted and not a repetition: of a repetition, messages and history
 * are there already. A repeated save must therefore be the same as the first, unless it carries
 * neither messages nor history.
 *
 * @param key whose state
 * @param expectedRevision the revision this save builds on; 0 means the actor must not be stored
 *     yet
 * @param state opaque bytes, possibly empty; handed over without a copy, so the caller must not
 *     change them afterwards
 * @param writer a random token of the activation that saves, drawn anew for each activation
 * @param keep whether this revision enters the history, see {@link HistoryStore}
 * @param sends messages to be stored with the state
 * @param consumes messages to be removed with it. If one is not there, another save has consumed it
 *     already and the save is refused as {@link SaveResult#CONSUMED}
 * @param kept what enters the history: the state, or less of it; not looked at unless {@code keep}
 * @param member the member of the cluster whose save it is, or {@link Identity#NONE} for a process
 *     that works alone. The save is refused as {@link SaveResult#FENCED} if it is no member any
 *     more, also if it is a repetition; a store {@linkplain StateStore#cluster without a cluster}
 *     does not look at it
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are handed through, never copied.
public record Save(
    ActorKey key,
    long expectedRevision,
    byte[] state,
    long writer,
    boolean keep,
    List<Message> sends,
    List<MessageId> consumes,
    byte[] kept,
    Identity member) {

  /** A save of a process that works alone. */
  public Save(
      ActorKey key,
      long expectedRevision,
      byte[] state,
      long writer,
      boolean keep,
      List<Message> sends,
      List<MessageId> consumes,
      byte[] kept) {
    this(key, expectedRevision, state, writer, keep, sends, consumes, kept, Identity.NONE);
  }

  /** A save whose state, if it is kept, enters the history as it is. */
  public Save(
      ActorKey key,
      long expectedRevision,
      byte[] state,
      long writer,
      boolean keep,
      List<Message> sends,
      List<MessageId> consumes) {
    this(key, expectedRevision, state, writer, keep, sends, consumes, state);
  }

  /** A save of nothing but a state. */
  public Save(ActorKey key, long expectedRevision, byte[] state, long writer) {
    this(key, expectedRevision, state, writer, false, List.of(), List.of());
  }

  public Save {
    if (expectedRevision < 0) {
      throw new IllegalArgumentException(
          "Expected a revision of at least 0, but got " + expectedRevision);
    }
    sends = List.copyOf(sends);
    consumes = List.copyOf(consumes);
  }

  /** Whether it carries nothing but a state. */
  public boolean isPlain() {
    return !keep && sends.isEmpty() && consumes.isEmpty();
  }

  /** The same save, of a member of a cluster. */
  public Save by(Identity other) {
    return new Save(key, expectedRevision, state, writer, keep, sends, consumes, kept, other);
  }

  /** Leaves the state out: it may be secret, and it may be large. */
  @Override
  public String toString() {
    return "Save[%s, expectedRevision=%d, %d bytes]".formatted(key, expectedRevision, state.length);
  }
}
