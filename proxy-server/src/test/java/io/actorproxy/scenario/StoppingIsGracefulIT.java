package io.actorproxy.scenario;

import static io.actorproxy.scenario.host.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.scenario.host.HttpMessage;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithProxy(own = true)
final class StoppingIsGracefulIT {
  @Test
  void aCallInFlightIsAnsweredWhileReadinessIsDown(Scenario s) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    s.host(
        counter("counter")
            .action(
                "wait",
                call -> {
                  entered.countDown();
                  release.await();
                  call.newState("9").reply("done");
                }));
    var client = s.client();
    try (var health = client.connect()) {
      assertThat(health.send("GET", "/health/readiness", Map.of(), new byte[0]).status())
          .isEqualTo(200);
      var results =
          Together.run(
              2,
              index -> {
                if (index == 0) {
                  return s.ok("counter", "wait");
                }
                entered.await();
                s.proxy().terminate();
                await()
                    .until(
                        () -> {
                          HttpMessage ready = client.send("GET", "/health/readiness", Map.of(), "");
                          return ready.status() == 503 && ready.text().contains("down");
                        });
                assertThat(client.send("GET", "/health/liveness", Map.of(), "").status())
                    .isEqualTo(200);
                assertThat(s.refused("counter", "read").code()).isEqualTo("DRAINING");
                release.countDown();
                return "released";
              });
      assertThat(results).containsExactly("done", "released");
    }

    assertThat(s.proxy().awaitExit()).isZero();
    s.proxy().restart();
    s.host(counter("counter"));
    assertThat(s.ok("counter", "read")).isEqualTo("9");
  }
}
