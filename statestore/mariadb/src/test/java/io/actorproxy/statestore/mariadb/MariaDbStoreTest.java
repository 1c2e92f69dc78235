package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.DurableStateStoreContract;
import org.jspecify.annotations.Nullable;

final class MariaDbStoreTest extends DurableStateStoreContract {

  private @Nullable StoreSettings settings;

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  protected boolean isShared() {
    return true;
  }

  @Override
  public StoreSettings settings() {
    if (settings == null) {
      settings = TestServer.newDatabase(dataDir(), MAX_STATE_BYTES);
    }
    return settings;
  }
}
