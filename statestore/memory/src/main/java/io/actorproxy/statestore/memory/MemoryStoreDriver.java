package io.actorproxy.statestore.memory;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import java.time.InstantSource;

/** Opens a new, empty {@link MemoryStore} each time. */
public final class MemoryStoreDriver implements StateStoreDriver {

  @Override
  public String type() {
    return "memory";
  }

  @Override
  public StateStore open(StoreSettings settings) {
    return new MemoryStore(
        settings.maxStateBytes(), settings.historyLimit(), InstantSource.system());
  }
}
