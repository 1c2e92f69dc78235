package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@WithProxy({"PROXY_HOST_CONNECT_PATIENCE=500", "PROXY_REQUEST_TIMEOUT=5000"})
final class HostsComeAndGoIT {
  @Test
  void aHostThatIsAwayIsAnErrorAndBackAgainItServes(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));
    s.ok("counter", "add", "5");
    host.close();

    assertThat(s.refused("counter", "add", "1").code()).isEqualTo("HOST_UNREACHABLE");

    s.host(counter("counter"));
    assertThat(s.ok("counter", "read")).isEqualTo("5");
  }

  @Test
  void aHostThatRegistersBeforeItListensIsWaitedFor(Scenario s) throws Exception {
    ScriptedHost host = Sdk.RUST.create(s.setup(s.system(), counter("counter")));
    host.register();
    var answers =
        Together.run(
            2,
            index -> {
              if (index == 0) {
                return s.ok("counter", "read");
              }
              host.listen();
              return "listening";
            });

    assertThat(answers).containsExactly("0", "listening");
    host.close();
  }

  @Test
  void aRestartOfTheHostLosesNoCall(Scenario s) throws Exception {
    s.host(counter("counter"));
    for (int i = 1; i <= 10; i++) {
      assertThat(s.ok("counter", "add", "1")).isEqualTo("" + i);
      s.host(counter("counter"));
    }
  }

  @Test
  void idleConnectionsAreClosedBeforeTheHostWould(Scenario s) throws Exception {
    ScriptedHost host = s.host(Sdk.NODE, counter("counter"));
    s.ok("counter", "add", "1");
    assertThat(host.openConnections()).isPositive();

    await().atMost(Duration.ofMillis(4_500)).until(() -> host.openConnections() == 0);

    assertThat(s.ok("counter", "add", "1")).isEqualTo("2");
  }
}
