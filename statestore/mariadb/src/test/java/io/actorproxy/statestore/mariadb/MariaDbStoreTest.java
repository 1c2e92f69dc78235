package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.ServerStateStoreContract;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class MariaDbStoreTest extends ServerStateStoreContract {

  private StoreSettings settings;

  @BeforeAll
  void chooseADatabase(@TempDir Path directory) {
    settings = TestServer.newDatabase(directory, MAX_STATE_BYTES);
  }

  @Override
  protected StateStoreDriver driver() {
    return new MariaDbStoreDriver();
  }

  @Override
  public StoreSettings settings() {
    return settings;
  }

  @Override
  protected void empty() throws SQLException {
    TestServer.empty(settings);
  }
}
