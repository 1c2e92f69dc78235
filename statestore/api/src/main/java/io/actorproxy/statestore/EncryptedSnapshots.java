package io.actorproxy.statestore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** See {@link EncryptingStore}. */
record EncryptedSnapshots(SnapshotStore store, Blobs blobs) implements SnapshotStore {

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreException {
    Optional<Snapshot> stored = store.load(key);
    return stored.isEmpty() ? stored : Optional.of(blobs.decrypt(key, stored.get()));
  }

  @Override
  public List<Optional<Snapshot>> load(List<ActorKey> keys, long maxBytes) throws StoreException {
    List<Optional<Snapshot>> snapshots = new ArrayList<>(store.load(keys, maxBytes));
    for (int i = 0; i < snapshots.size(); i++) {
      Optional<Snapshot> stored = snapshots.get(i);
      if (stored.isPresent()) {
        snapshots.set(i, Optional.of(blobs.decrypt(keys.get(i), stored.get())));
      }
    }
    return snapshots;
  }

  @Override
  public int loadBatch() {
    return store.loadBatch();
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreException {
    List<Save> encrypted = new ArrayList<>(batch.size());
    for (Save save : batch) {
      encrypted.add(encrypt(save));
    }
    return store.save(encrypted);
  }

  private Save encrypt(Save save) {
    byte[] state = blobs.encrypt(save.state());
    boolean isOther = save.keep() && save.kept() != save.state();
    return new Save(
        save.key(),
        save.expectedRevision(),
        state,
        save.writer(),
        save.keep(),
        save.sends().stream().map(blobs::encrypt).toList(),
        save.consumes(),
        isOther ? blobs.encrypt(save.kept()) : state,
        save.member());
  }

  @Override
  public int remove(List<ActorKey> keys) throws StoreException {
    return store.remove(keys);
  }
}
