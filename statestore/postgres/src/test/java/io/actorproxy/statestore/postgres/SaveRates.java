package io.actorproxy.statestore.postgres;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.SaveRatesOfAStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Saves to a server on this machine, fsync on. */
final class SaveRates extends SaveRatesOfAStore {

  private @Nullable EmbeddedPostgres server;

  @Override
  protected StateStore open(Path directory) throws Exception {
    // An embedded server has both off by itself.
    EmbeddedPostgres started =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    server = started;
    Map<String, String> properties = TestServer.propertiesOf(started.getPort());
    return new PostgresStoreDriver().open(new StoreSettings(directory, 1 << 20, properties));
  }

  @AfterEach
  void stopServer() throws IOException {
    requireNonNull(server).close();
  }
}
