package io.actorproxy.config;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.memory.MemoryStore;

/** A driver that is no part of the proxy and no service of the tests' class path. */
public final class AddedDriver implements StateStoreDriver {
  @Override
  public String type() {
    return "added";
  }

  @Override
  public StateStore open(StoreSettings settings) {
    return new MemoryStore(settings.maxStateBytes());
  }
}
