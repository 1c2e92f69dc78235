package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ends the proxy, and how. */
@Timeout(60)
final class SignalsIT {
  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aHangUpStopsItLikeATermination() throws Exception {
    try (ProxyProcess proxy = ProxyProcess.start(Map.of())) {
      signal("HUP", proxy.pid());

      assertThat(proxy.awaitExit()).isZero();
      assertThat(proxy.log()).anySatisfy(line -> assertThat(line).endsWith("Stopped"));
    }
  }

  @Test
  void aHangUpThatIsIgnoredStaysIgnored() throws Exception {
    try (ProxyProcess proxy = ProxyProcess.startBehind(List.of("nohup"), Map.of())) {
      signal("HUP", proxy.pid());
      signal("HUP", proxy.pid());

      assertThat(proxy.client().send("GET", "/health/liveness", Map.of(), "").status())
          .isEqualTo(200);
      assertThat(proxy.log()).noneSatisfy(line -> assertThat(line).contains("Stopping"));
      assertThat(proxy.stop()).isZero();
    }
  }

  @Test
  void aTerminationDuringTheStartIsAStopAfterIt(@TempDir Path directory) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.actorproxy.server.Main");
    builder.redirectErrorStream(true);
    builder.environment().put("PROXY_HTTP_PORT", "0");
    builder.environment().put("PROXY_ADMIN_PORT", "0");
    builder.environment().put("PROXY_DATA_DIR", directory.toString());
    Process proxy = builder.start();
    try (BufferedReader log = proxy.inputReader()) {
      assertThat(log.readLine()).isNotNull();
      signal("TERM", proxy.pid());
      List<String> lines = log.lines().toList();

      await().atMost(Duration.ofSeconds(40)).until(() -> !proxy.isAlive());
      assertThat(proxy.exitValue()).as(String.join("\n", lines)).isZero();
      assertThat(Files.exists(directory)).isTrue();
    } finally {
      proxy.destroyForcibly();
    }
  }
}
