package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.config.AddedDriver;
import io.actorproxy.config.DriverJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that is started with a driver that is no part of it. */
final class DriversOfOthersAreChosenByTypeIT {
  private static final Map<String, String> ADDED =
      Map.of("PROXY_DATABASE_TYPE", "added", "PROXY_STATE_ALLOW_PLAINTEXT", "true");

  @TempDir Path folder;

  @Test
  void aJarOnTheClassPathIsEnough() throws Exception {
    Path jar = DriverJar.write(folder, AddedDriver.class);

    try (ProxyProcess proxy = ProxyProcess.startWith(jar, ADDED)) {
      assertServes(proxy);
    }
  }

  @Test
  void aJarInTheFolderOfDriversIsEnough() throws Exception {
    DriverJar.write(folder, AddedDriver.class);
    Map<String, String> environment = new HashMap<>(ADDED);
    environment.put("PROXY_DRIVER_PATH", folder.toString());

    try (ProxyProcess proxy = ProxyProcess.start(environment)) {
      assertServes(proxy);
    }
  }

  private static void assertServes(ProxyProcess proxy) throws IOException {
    assertThat(proxy.client().send("GET", "/health/readiness", Map.of(), "").status())
        .isEqualTo(200);
    proxy.awaitLog(
        log -> assertThat(log).anyMatch(line -> line.contains("States are kept in memory")));
  }
}
