package io.actorproxy.server;

import io.actorproxy.config.StoreConfig;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.util.ServiceLoader;

/** Opens the store that the configuration names. */
final class Stores {
  private Stores() {}

  static StateStore open(StoreConfig config) throws StoreException {
    for (StateStoreDriver driver : ServiceLoader.load(StateStoreDriver.class)) {
      if (driver.type().equals(config.type())) {
        return driver.open(config.settings());
      }
    }
    throw new StoreConfigException("there is no driver for PROXY_DATABASE_TYPE " + config.type());
  }
}
