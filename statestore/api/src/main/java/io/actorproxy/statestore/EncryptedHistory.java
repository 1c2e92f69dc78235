package io.actorproxy.statestore;

import java.util.List;
import java.util.Optional;

/** See {@link EncryptingStore}. */
record EncryptedHistory(HistoryStore store, Blobs blobs) implements HistoryStore {

  @Override
  public Optional<Snapshot> atOrBefore(ActorKey key, long revision) throws StoreException {
    Optional<Snapshot> stored = store.atOrBefore(key, revision);
    return stored.isEmpty() ? stored : Optional.of(blobs.decrypt(key, stored.get()));
  }

  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreException {
    return store.list(key, before, limit);
  }
}
