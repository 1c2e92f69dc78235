package io.actorproxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.logs.RecordedLog;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class ProxyServerTest {
  /** What writes to a store that hangs takes its whole limit, and no connection waits for that. */
  @Test
  void connectionsAreClosedBeforeWhatWritesToTheStore() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PROXY_DATABASE_TYPE", "memory",
            "PROXY_HOST_INTERFACE", "127.0.0.1",
            "PROXY_HTTP_PORT", "0",
            "PROXY_ADMIN_PORT", "0");
    ProxyConfig config = ProxyConfig.fromEnvironment(environment, new Random(1));
    try (var log = new RecordedLog(Closers.class.getName(), Level.DEBUG)) {
      ProxyServer proxy = ProxyServer.start(config, new Random(1));

      assertThat(proxy.stop()).isTrue();

      assertThat(log.lines())
          .containsSubsequence(
              "DEBUG Closed the front door",
              "DEBUG Closed the admin API",
              "DEBUG Closed the outbox",
              "DEBUG Closed connections to the host",
              "DEBUG Closed the look-up of instances",
              "DEBUG Closed the event loops",
              "DEBUG Closed the state manager",
              "DEBUG Closed the state store");
    }
  }
}
