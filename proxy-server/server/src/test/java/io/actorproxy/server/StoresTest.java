package io.actorproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.config.StoreConfig;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.memory.MemoryStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are added are chosen by their type. */
final class StoresTest {
  @TempDir Path folder;

  /** A driver that is no service of the class path. */
  public static final class AddedDriver implements StateStoreDriver {
    @Override
    public String type() {
      return "added";
    }

    @Override
    public StateStore open(StoreSettings settings) {
      return new MemoryStore(settings.maxStateBytes());
    }
  }

  @Test
  void aDriverInAJarOfTheFolderIsChosenByItsType() throws Exception {
    writeJar();

    try (StateStore store = open("added")) {
      assertThat(store.name()).isEqualTo("memory");
    }
  }

  @Test
  void aTypeThatNoDriverHasIsRefusedNamingThoseThatAreThere() throws Exception {
    writeJar();

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
        new StoreConfig(type, settings, folder, List.of(), true), new SecureRandom());
  }

  private void writeJar() throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve("added.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new ZipEntry("META-INF/services/" + StateStoreDriver.class.getName()));
      jar.write(AddedDriver.class.getName().getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
  }
}
