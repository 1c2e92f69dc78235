package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TheHostsNameMayMoveIT {
  @TempDir private Path directory;

  /** The JVM keeps what a name led to for 30 s, unless it is told not to. */
  @Test
  void callsSoonFindItsNewAddressIfTheOldOneRefusesThem() throws Exception {
    Path names = directory.resolve("hosts");
    Files.writeString(names, "127.0.0.2 app.test\n");
    int hostPort = Ports.free();
    Map<String, String> settings =
        Map.of(
            "USER_FUNCTION_HOST",
            "app.test",
            "USER_FUNCTION_PORT",
            "" + hostPort,
            "PROXY_HOST_CONNECT_PATIENCE",
            "500");

    try (ProxyProcess proxy =
        ProxyProcess.startBehind(
            List.of("env", "JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=" + names), settings)) {
      HostSetup setup =
          new HostSetup(hostPort, proxy.client(), "moving", List.of(counter("counter")));
      try (ScriptedHost host = Sdk.SPRING.start(setup)) {
        assertThatThrownBy(() -> host.invoke("counter", "", "add", "1"))
            .hasMessageContaining("HOST_UNREACHABLE");

        Files.writeString(names, "127.0.0.1 app.test\n");

        await()
            .atMost(Duration.ofSeconds(10))
            .ignoreExceptions()
            .until(() -> host.invoke("counter", "", "read", "").equals("0"));
      }
    }
  }
}
