package io.actorproxy.statestore;

import java.util.List;
import java.util.Optional;

/**
 * Keeps earlier states of each actor: those revisions that were saved with {@link Save#keep}, the
 * newest {@link StoreSettings#historyLimit} of them. Calls block; never make them on an event loop.
 * Safe to call from many threads at once.
 */
public interface HistoryStore {

  /**
   * A state that was kept.
   *
   * @param revision its number
   * @param savedAt when, in milliseconds since the epoch
   * @param bytes the size of the state
   */
  record Entry(long revision, long savedAt, int bytes) {}

  /**
   * The newest state that is there at or before a revision. The actor's current state counts, kept
   * or not.
   *
   * @return empty if nothing is that old
   * @throws StoreUnavailableException if the store cannot be read now; try again later
   * @throws StoreCorruptedException if what is stored cannot be read at all
   */
  Optional<Snapshot> atOrBefore(ActorKey key, long revision) throws StoreException;

  /**
   * One page of what is kept of an actor, the newest first.
   *
   * @param before only revisions below; {@link Long#MAX_VALUE} for the first page
   * @param limit how many a page has
   */
  List<Entry> list(ActorKey key, long before, int limit) throws StoreException;
}
