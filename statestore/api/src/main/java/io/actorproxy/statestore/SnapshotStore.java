package io.actorproxy.statestore;

import java.util.ArrayList;
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
   * As {@link #load(ActorKey)} for several actors, in their order. Fails as a whole if one of them
   * cannot be read.
   */
  default List<Optional<Snapshot>> load(List<ActorKey> keys) throws StoreException {
    return load(keys, Long.MAX_VALUE);
  }

  /**
   * As {@link #load(List)}, but ends with the snapshot by which the states have {@code maxBytes} or
   * more together; what is returned may be shorter than {@code keys}, though not empty.
   */
  default List<Optional<Snapshot>> load(List<ActorKey> keys, long maxBytes) throws StoreException {
    List<Optional<Snapshot>> snapshots = new ArrayList<>(keys.size());
    long bytes = 0;
    for (ActorKey key : keys) {
      if (bytes >= maxBytes) {
        break;
      }
      Optional<Snapshot> snapshot = load(key);
      snapshots.add(snapshot);
      bytes += snapshot.map(s -> s.state().length).orElse(0);
    }
    return snapshots;
  }

  /**
   * How many actors are best loaded together, at most: 1 if loads that run at the same time are
   * faster.
   */
  default int loadBatch() {
    return 1;
  }

  /**
   * Saves a batch in one transaction and returns one result for each save, in the order of the
   * batch. Saves of the same actor are applied in that order, each seeing the one before it. What
   * was accepted is durable on return, as far as {@link StateStore#durability} says.
   *
   * <p>Called by one thread at a time.
   *
   * @throws StoreUnavailableException if the store failed; either the whole batch is stored or none
   *     of it, and it is not known which: repeat the saves with the same writers (see {@link Save})
   * @throws StoreCorruptedException if the store is damaged; a repetition will not help
   */
  List<SaveResult> save(List<Save> batch) throws StoreException;

  /**
   * Removes actors with their histories, in one transaction that is durable on return; those that
   * are not there are no error. A save that was made from a revision of them is refused from then
   * on. Safe to call from many threads at once, also while a save runs.
   *
   * @return how many of them were there
   */
  int remove(List<ActorKey> keys) throws StoreException;
}
