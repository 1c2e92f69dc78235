package io.actorproxy.server;

import io.actorproxy.config.Drivers;
import io.actorproxy.config.StoreConfig;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store that the configuration names, encrypted if there are keys. */
final class Stores {
  private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

  private Stores() {}

  static StateStore open(StoreConfig config, SecureRandom random) throws StoreException {
    StateStoreDriver driver = driver(config.type(), config.driverPath());
    if (config.keys().isEmpty()) {
      LOG.warn(
          "States are not encrypted; set SPAWN_STATESTORE_KEY to change that, as"
              + " docs/guide/encryption.md says");
      return EncryptingStore.openPlain(driver, config.settings());
    }
    if (config.allowPlaintext()) {
      LOG.warn(
          "PROXY_STATE_ALLOW_PLAINTEXT is true: states that are not encrypted are read as they are,"
              + " although any program may have written them");
    }
    return EncryptingStore.open(
        driver,
        config.settings(),
        new StateCipher(config.keys(), random),
        random,
        config.allowPlaintext());
  }

  /**
   * Its classes can be loaded for as long as the process lives: it loads them when it needs them.
   */
  private static StateStoreDriver driver(String type, Path added) throws StoreConfigException {
    try {
      Drivers drivers = Drivers.in(added);
      Optional<StateStoreDriver> driver = drivers.find(type);
      if (driver.isPresent()) {
        return driver.get();
      }
      throw new StoreConfigException(
          "there is no driver for PROXY_DATABASE_TYPE %s; found are %s"
              .formatted(type, String.join(", ", drivers.types())));
    } catch (IOException e) {
      throw new StoreConfigException(String.valueOf(e.getMessage()), e);
    }
  }
}
