package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.testkit.SaveRatesOfAStore;
import java.nio.file.Path;
import java.util.Map;

/** Saves to a file on this disk. */
final class SaveRates extends SaveRatesOfAStore {

  @Override
  protected StateStore open(Path directory) throws StoreException {
    return new SqliteStoreDriver().open(new StoreSettings(directory, 1 << 20, Map.of()));
  }
}
