package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.jdbc.JdbcStore;

/**
 * Opens a MySQL database, which is spoken to as a MariaDB one.
 *
 * <p>It is instantiated even where another driver is chosen, so it loads nothing before it is asked
 * to open.
 */
public final class MySqlStoreDriver implements StateStoreDriver {

  @Override
  public String type() {
    return "mysql";
  }

  @Override
  public StateStore open(StoreSettings settings) throws StoreException {
    return JdbcStore.open(new MariaDbDialect(type(), false, settings), settings);
  }
}
