package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.DurableStateStoreContract;

final class SqliteStoreTest extends DurableStateStoreContract {

  @Override
  protected StateStoreDriver driver() {
    return new SqliteStoreDriver();
  }
}
