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

  /** Sizes are those before encryption, except of a state that was never encrypted. */
  @Override
  public List<Entry> list(ActorKey key, long before, int limit) throws StoreException {
    return store.list(key, before, limit).stream()
        .map(entry -> new Entry(entry.revision(), entry.savedAt(), plainBytes(entry.bytes())))
        .toList();
  }

  private static int plainBytes(int stored) {
    return Math.max(0, stored - StateCipher.OVERHEAD_BYTES);
  }
}
