package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.jdbc.JdbcStore;

/**
 * Opens a MariaDB database; the README of this module lists the properties.
 *
 * <p>It is instantiated even where another driver is chosen, so it loads nothing before it is asked
 * to open.
 */
public final class MariaDbStoreDriver implements StateStoreDriver {

  @Override
  public String type() {
    return "mariadb";
  }

  @Override
  public StateStore open(StoreSettings settings) throws StoreException {
    return JdbcStore.open(new MariaDbDialect(type(), true, settings), settings);
  }
}
