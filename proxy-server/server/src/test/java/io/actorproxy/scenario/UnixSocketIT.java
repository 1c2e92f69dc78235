package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SpawnClient;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UnixSocketIT {
  @TempDir private Path directory;

  @Test
  void aUnixSocketServesTheApiWhileTcpServesHealthAndMetrics() throws Exception {
    Path socket = directory.resolve("spawn.sock");
    int hostPort = Ports.free();
    Map<String, String> settings =
        Map.of(
            "PROXY_UDS_ENABLED",
            "true",
            "PROXY_UDS_ADDRESS",
            socket.toString(),
            "USER_FUNCTION_PORT",
            "" + hostPort);
    SpawnClient overSocket = new SpawnClient(UnixDomainSocketAddress.of(socket));
    HostSetup setup = new HostSetup(hostPort, overSocket, "uds", List.of(counter("counter")));

    try (ProxyProcess proxy = ProxyProcess.start(settings);
        ScriptedHost host = Sdk.SPRING.start(setup)) {
      assertThat(host.invoke("counter", "", "add", "5")).isEqualTo("5");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
      assertThat(proxy.client().send("GET", "/health", Map.of(), "").status()).isEqualTo(200);
      assertThat(proxy.client().send("GET", "/metrics", Map.of(), "").status()).isEqualTo(200);

      assertThat(proxy.client().send("GET", "/api/v1/system/uds/actors/counter", Map.of(), ""))
          .satisfies(
              refused -> {
                assertThat(refused.status()).isEqualTo(404);
                assertThat(refused.text()).contains("ROUTE_NOT_FOUND", socket.toString());
              });

      proxy.stop();
      assertThat(Files.exists(socket)).isFalse();
    }
  }

  @Test
  void aSocketLeftBehindByACrashIsNoObstacle() throws Exception {
    Path socket = directory.resolve("spawn.sock");
    Map<String, String> settings =
        Map.of("PROXY_UDS_ENABLED", "true", "PROXY_UDS_ADDRESS", socket.toString());

    try (ProxyProcess proxy = ProxyProcess.start(settings)) {
      proxy.kill9();
      assertThat(Files.exists(socket)).isTrue();

      proxy.restart();

      SpawnClient overSocket = new SpawnClient(UnixDomainSocketAddress.of(socket));
      assertThat(overSocket.send("GET", "/health", Map.of(), "").status()).isEqualTo(200);
    }
  }
}
