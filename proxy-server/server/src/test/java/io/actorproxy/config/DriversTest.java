package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.actorproxy.setting.ConfigException;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.statestore.memory.MemoryStoreDriver;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which drivers PROXY_DATABASE_TYPE may name. */
final class DriversTest {
  @TempDir Path folder;

  /** A driver that takes the type of one of ours for itself. */
  public static final class ImpostorDriver implements StateStoreDriver {
    @Override
    public String type() {
      return "memory";
    }

    @Override
    public StateStore open(StoreSettings settings) {
      return new MemoryStore(settings.maxStateBytes());
    }
  }

  /** A class path that begins with a jar. */
  private static final class Beginning extends URLClassLoader {
    private static final ClassLoader REST = Drivers.class.getClassLoader();

    Beginning(Path jar) throws IOException {
      super(new URL[] {jar.toUri().toURL()}, REST);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> all = Collections.list(findResources(name));
      all.addAll(Collections.list(REST.getResources(name)));
      return Collections.enumeration(all);
    }
  }

  @Test
  void aDriverInTheFolderGetsAllThereIsToReachAServer() throws Exception {
    DriverJar.write(folder, AddedDriver.class);

    StoreConfig store =
        read(Map.of(
                "PROXY_DATABASE_TYPE", "added",
                "PROXY_DRIVER_PATH", folder.toString(),
                "PROXY_DATABASE_HOST", "db",
                "PROXY_STATE_ALLOW_PLAINTEXT", "true"))
            .store();

    assertThat(store.type()).isEqualTo("added");
    assertThat(store.driverPath()).isEqualTo(folder);
    assertThat(store.settings().properties()).containsEntry("host", "db");
  }

  @Test
  void aTypeThatNoDriverHasIsRefusedNamingThoseThatAreFound() throws Exception {
    DriverJar.write(folder, AddedDriver.class);

    assertThat(refused("foundation"))
        .startsWith(
            "PROXY_DATABASE_TYPE: \"foundation\" is the type of no driver; found are added,"
                + " mariadb, memory, mysql, postgres, sqlite; allowed is ");
  }

  @Test
  void aFolderThatIsNotThereIsRefusedIfADriverIsLookedForInIt() {
    folder = folder.resolve("nowhere");

    assertThat(refused("added"))
        .contains("PROXY_DATABASE_TYPE: \"added\" is not found: PROXY_DRIVER_PATH cannot be read")
        .contains(folder.toString());
    assertThat(read(Map.of("PROXY_DRIVER_PATH", folder.toString())).store().type())
        .isEqualTo("sqlite");
  }

  @Test
  void aDriverThatCannotBeLoadedIsNamed() throws Exception {
    DriverJar.writeWithoutItsClass(folder, "example.GoneDriver");

    assertThat(refused("added")).contains("a driver cannot be loaded", "example.GoneDriver");
  }

  @Test
  void aDriverThatIsAddedTakesTheTypeOfNoneOfOurs() throws Exception {
    try (Beginning classPath = new Beginning(DriverJar.write(folder, ImpostorDriver.class));
        Drivers drivers = Drivers.in(Path.of(""), classPath)) {
      assertThat(drivers.find("memory")).get().isInstanceOf(MemoryStoreDriver.class);
    }
  }

  private String refused(String type) {
    Map<String, String> environment =
        Map.of(
            "PROXY_DATABASE_TYPE",
            type,
            "PROXY_DRIVER_PATH",
            folder.toString(),
            "PROXY_STATE_ALLOW_PLAINTEXT",
            "true");
    return String.join(
        "\n", catchThrowableOfType(ConfigException.class, () -> read(environment)).problems());
  }

  private static ProxyConfig read(Map<String, String> environment) {
    return ProxyConfig.fromEnvironment(environment, new Random(7));
  }
}
