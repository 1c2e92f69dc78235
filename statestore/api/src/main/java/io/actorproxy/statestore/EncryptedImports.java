package io.actorproxy.statestore;

import java.util.List;
import java.util.Optional;

/** See {@link EncryptingStore}. */
record EncryptedImports(ImportStore store, Blobs blobs) implements ImportStore {

  @Override
  public List<Boolean> put(List<Imported> actors) throws StoreException {
    return store.put(actors.stream().map(this::encrypt).toList());
  }

  private Imported encrypt(Imported actor) {
    return new Imported(
        actor.key(),
        encrypt(actor.current()),
        actor.history().stream().map(this::encrypt).toList());
  }

  private Snapshot encrypt(Snapshot snapshot) {
    return new Snapshot(snapshot.revision(), blobs.encrypt(snapshot.state()));
  }

  @Override
  public boolean move(ActorKey from, ActorKey to) throws StoreException {
    return store.move(from, to);
  }

  @Override
  public List<ActorKey> actors(String system, Optional<ActorKey> after, int limit)
      throws StoreException {
    return store.actors(system, after, limit);
  }
}
