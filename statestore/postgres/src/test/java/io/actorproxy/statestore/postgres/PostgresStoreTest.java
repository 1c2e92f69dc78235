package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.DurableStateStoreContract;
import org.jspecify.annotations.Nullable;

final class PostgresStoreTest extends DurableStateStoreContract {

  private @Nullable StoreSettings settings;

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  protected boolean isShared() {
    return true;
  }

  @Override
  public StoreSettings settings() {
    if (settings == null) {
      settings = TestServer.newSchema(dataDir(), MAX_STATE_BYTES);
    }
    return settings;
  }
}
