package io.actorproxy.statestore.testkit;

import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.ClusterStore;
import java.util.Optional;

/** Another store, all of it; a test overrides the part that is to be different. */
public abstract class ForwardingStore implements StateStore {
  private final StateStore store;

  protected ForwardingStore(StateStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public SnapshotStore snapshots() {
    return store.snapshots();
  }

  @Override
  public HistoryStore history() {
    return store.history();
  }

  @Override
  public MessageStore messages() {
    return store.messages();
  }

  @Override
  public LookupStore lookups() {
    return store.lookups();
  }

  @Override
  public ImportStore imports() {
    return store.imports();
  }

  @Override
  public Optional<ClusterStore> cluster() {
    return store.cluster();
  }

  @Override
  public void probe() throws StoreException {
    store.probe();
  }

  @Override
  public String durability() {
    return store.durability();
  }

  @Override
  public void close() {
    store.close();
  }
}
