package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.time.Clock;

/** Opens the file {@code actor-proxy.db} in the data directory; it has no further properties. */
public final class SqliteStoreDriver implements StateStoreDriver {

  @Override
  public String type() {
    return "sqlite";
  }

  @Override
  public StateStore open(StoreSettings settings) throws StoreException {
    return SqliteStore.open(settings, Clock.systemUTC());
  }
}
