package io.actorproxy.server;

import io.actorproxy.config.StoreConfig;
import io.actorproxy.statestore.EncryptingStore;
import io.actorproxy.statestore.StateCipher;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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

  /** Ours come first, so that a driver that is added cannot take the place of one. */
  private static StateStoreDriver driver(String type, Path added) throws StoreConfigException {
    Set<String> types = new TreeSet<>();
    for (ClassLoader loader : List.of(Stores.class.getClassLoader(), loader(added))) {
      for (StateStoreDriver driver : ServiceLoader.load(StateStoreDriver.class, loader)) {
        if (driver.type().equals(type)) {
          return driver;
        }
        types.add(driver.type());
      }
    }
    throw new StoreConfigException(
        "there is no driver for PROXY_DATABASE_TYPE %s; the drivers here and in PROXY_DRIVER_PATH are %s"
            .formatted(type, String.join(", ", types)));
  }

  /** Finds what is in the jars of a folder, and everything that the proxy has. */
  private static ClassLoader loader(Path folder) throws StoreConfigException {
    if (folder.toString().isEmpty()) {
      return Stores.class.getClassLoader();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<URL> jars = new ArrayList<>();
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(jar.toUri().toURL());
      }
      // It stays open for as long as the process lives: the driver loads its classes when it needs
      // them.
      return new URLClassLoader(jars.toArray(URL[]::new), Stores.class.getClassLoader());
    } catch (IOException e) {
      throw new StoreConfigException("PROXY_DRIVER_PATH cannot be read: " + e);
    }
  }
}
