package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.scenario.ScenarioExtension.Stage;
import io.actorproxy.sdks.Ports;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AReadOnlyFileIsToldIT {
  private static final String ADVICE = "The file cannot be written: make it and its directory";

  @Test
  void statesCanBeReadAndAreWrittenOnceThatIsAllowedAgain() throws Exception {
    int hostPort = Ports.free();
    Map<String, String> environment =
        Map.of("USER_FUNCTION_PORT", Integer.toString(hostPort), "PROXY_STATE_SAVE_TIMEOUT", "300");
    try (ProxyProcess proxy = ProxyProcess.startBehind(Disk.underPermissions(), environment)) {
      Scenario s = new Scenario(new Stage(proxy, hostPort), "system");
      try {
        s.host(counter("counter"));
        s.ok("counter", "add", "5");

        Disk.becomesReadOnly(proxy);
        loseTheOpenFile(s);
        await().atMost(Duration.ofSeconds(20)).until(() -> readiness(s).contains(ADVICE));
        Refusal refusal = s.refused("counter", "add", "1");
        assertThat(refusal.code()).isEqualTo("STORE_UNAVAILABLE");
        assertThat(refusal.message()).contains(ADVICE);
        assertThat(s.ok("counter", "read")).isEqualTo("5");

        Disk.becomesWritable(proxy);
        await().atMost(Duration.ofSeconds(20)).until(() -> readiness(s).startsWith("200"));
        assertThat(s.ok("counter", "add", "10")).isEqualTo("15");

        assertThat(proxy.stop()).isZero();
        Disk.becomesReadOnly(proxy);
        assertThatThrownBy(proxy::restart).hasMessageContaining("Make its directory writable");
      } finally {
        Disk.becomesWritable(proxy);
        s.end(false);
      }
    }
  }

  /** A file that is open for writing stays so until a write fails. */
  private static void loseTheOpenFile(Scenario s) throws Exception {
    Disk.becomesFull(s.proxy());
    s.refused("counter", "add", "1");
    Disk.hasRoom(s.proxy());
  }

  private static String readiness(Scenario s) throws Exception {
    var answer = s.client().send("GET", "/health/readiness", Map.of(), "");
    return answer.status() + " " + answer.text();
  }
}
