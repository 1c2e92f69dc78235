package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.ServerStateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class PostgresStoreTest extends ServerStateStoreContract {

  private StoreSettings settings;

  @BeforeAll
  void chooseASchema(@TempDir Path directory) {
    settings = TestServer.newSchema(directory, MAX_STATE_BYTES);
  }

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  public StoreSettings settings() {
    return settings;
  }

  @Override
  protected void empty() throws Exception {
    TestServer.empty(settings);
  }
}
