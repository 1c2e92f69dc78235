package io.actorproxy.statestore.mariadb;

import static java.util.Objects.requireNonNull;

import ch.vorburger.exec.ManagedProcessException;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.SaveRatesOfAStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Saves to a server on this machine, which flushes its log at each commit. */
final class SaveRates extends SaveRatesOfAStore {

  private @Nullable EmbeddedMariaDb server;

  @Override
  protected StateStore open(Path directory) throws Exception {
    EmbeddedMariaDb started = EmbeddedMariaDb.start(EmbeddedMariaDb.newDirectory());
    server = started;
    return new MariaDbStoreDriver()
        .open(new StoreSettings(directory, 1 << 20, started.properties()));
  }

  @AfterEach
  void stopServer() throws ManagedProcessException {
    requireNonNull(server).stop();
  }
}
