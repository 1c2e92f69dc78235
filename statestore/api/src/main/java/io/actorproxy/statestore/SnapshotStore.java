package io.actorproxy.statestore;

import java.util.List;
import java.util.Optional;

/** Keeps the current state of each actor. Calls block; never make them on an event loop. */
public interface SnapshotStore {

  /**
   * The current state of an actor, or empty if it was never saved. It sees every save whose call
   * has returned. Safe to call from many threads at once, also while a save runs.
   *
   * @throws StoreUnavailableException if the store cannot be read now; try again later
   * @throws StoreCorruptedException if what is stored cannot be read at all
   */
  Optional<Snapshot> load(ActorKey key) throws StoreException;

  /**
   * Saves a batch in one transaction and returns one result for each save, in the order of the
   * batch. Saves of the same actor are applied in that order, each seeing the one before it. What
   * was accepted is durable on return, as far as {@link StateStore#durability} says.
   *
   * <p>Called by one thread at a time.
   *
   * @throws StoreUnavailableException if the store failed; either the whole batch is stored or none
   *     of it, and nobody knows which: repeat the saves with the same writers (see {@link Save})
   * @throws StoreCorruptedException if the store is damaged; a repetition will not help
   */
  List<SaveResult> save(List<Save> batch) throws StoreException;
}
