package io.actorproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.config.AddedDriver;
import io.actorproxy.config.DriverJar;
import io.actorproxy.config.StoreConfig;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are added are chosen by their type. */
final class StoresTest {
  @TempDir Path folder;

  @Test
  void aDriverInAJarOfTheFolderIsChosenByItsType() throws Exception {
    DriverJar.write(folder, AddedDriver.class);

    try (StateStore store = open("added")) {
      assertThat(store.name()).isEqualTo("memory");
    }
  }

  @Test
  void aTypeThatNoDriverHasIsRefusedNamingThoseThatAreThere() throws Exception {
    DriverJar.write(folder, AddedDriver.class);

    assertThatThrownBy(() -> open("another"))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("PROXY_DATABASE_TYPE another")
        .hasMessageContaining("added")
        .hasMessageContaining("sqlite");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    folder = folder.resolve("nowhere");

    assertThatThrownBy(() -> open("added"))
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("PROXY_DRIVER_PATH");
  }

  private StateStore open(String type) throws StoreException {
    StoreSettings settings = new StoreSettings(folder, 1 << 20, Map.of());
    return Stores.open(
        new StoreConfig(type, settings, folder, List.of(), true, 1_000), new SecureRandom());
  }
}
