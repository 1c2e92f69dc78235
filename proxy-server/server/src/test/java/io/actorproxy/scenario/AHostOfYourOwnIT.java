package io.actorproxy.scenario;

import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hosts of the page that shows how to write one do what the page says. */
@Timeout(120)
final class AHostOfYourOwnIT {
  private static final String PAGE = "write-a-host.md";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"host.js", "host.py", "Host.java"})
  void theFirstHostInEachLanguage(String program) throws Exception {
    check(program, "A first host", "/api/v1/system/first/actors/counter");
  }

  @Test
  void theTourOfEverythingAnActionCanAskFor() throws Exception {
    check("tour.js", "Effects, broadcasts", "/api/v1/system/tour/actors/stock");
  }

  private void check(String program, String section, String actor) throws Exception {
    GuidePage page = GuidePage.read(PAGE);
    Files.writeString(directory.resolve(program), page.programs().get(program));
    Map<String, String> hostPort = Map.of("USER_FUNCTION_PORT", "" + Ports.free());

    try (ProxyProcess proxy = ProxyProcess.start(hostPort)) {
      String proxyPort = "" + proxy.port();
      Process host =
          page.start(
              program,
              directory,
              Map.of(
                  "PROXY_HTTP_PORT",
                  proxyPort,
                  "USER_FUNCTION_PORT",
                  hostPort.get("USER_FUNCTION_PORT")));
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> isKnown(proxy, actor));
        page.section(section).execute(proxy.port(), directory);
      } finally {
        host.destroy();
        host.onExit().join();
      }
    }
  }

  private static boolean isKnown(ProxyProcess proxy, String actor) throws IOException {
    return proxy.client().send("GET", actor, Map.of(), "").status() == 200;
  }
}
