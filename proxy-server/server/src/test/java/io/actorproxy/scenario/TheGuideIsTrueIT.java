package io.actorproxy.scenario;

import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the pages for newcomers against the distribution, with the sample hosts. */
@Tag("dist")
@Timeout(120)
final class TheGuideIsTrueIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"docs/examples/node", "docs/examples/python", "docs/examples/java"})
  void gettingStartedWithEachSampleHost(String example) throws Exception {
    check("getting-started.md", example);
  }

  @Test
  void theHttpApi() throws Exception {
    check("http-api.md", "docs/examples/node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"getting-started.md", "http-api.md", "write-a-host.md"})
  void everyCommandHasAnExpectation(String page) throws Exception {
    GuidePage.read(page).requireExpectations();
  }

  private void check(String page, String example) throws Exception {
    int proxyPort = Ports.free();
    Map<String, String> ports =
        Map.of("PROXY_HTTP_PORT", "" + proxyPort, "USER_FUNCTION_PORT", "" + Ports.free());

    try (ProxyProcess proxy = ProxyProcess.startDistribution(ports)) {
      Process host = GuidePage.read("getting-started.md").start(example, GuidePage.root(), ports);
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> isRegistered(proxy));
        GuidePage.read(page).execute(proxyPort, directory);
      } finally {
        host.destroy();
        host.onExit().join();
      }
    }
  }

  private static boolean isRegistered(ProxyProcess proxy) throws IOException {
    HttpMessage state =
        proxy.client().send("GET", "/api/v1/system/shop/actors/counter", Map.of(), "");
    return state.status() == 200;
  }
}
