package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.Values;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithProxy
final class AnUnreachableStoreIsToldIT {
  private static HttpMessage readiness(Scenario s) throws Exception {
    return s.client().send("GET", "/health/readiness", Map.of(), "");
  }

  @Test
  void callersAndReadinessLearnOfItAndItHeals(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.ok("counter", "add", "5");

    try (Database database = Database.of(s.proxy())) {
      database.blockWriters();

      Refusal refusal =
          s.refused(
              s.request("counter", "add")
                  .setValue(Values.any("1"))
                  .putMetadata("request-timeout", "300"));
      assertThat(refusal.code()).isIn("DEADLINE", "STORE_UNAVAILABLE");
      await().atMost(Duration.ofSeconds(20)).until(() -> readiness(s).status() == 503);
      assertThat(readiness(s).text()).contains("down").contains("STORE_UNAVAILABLE");
      assertThat(s.client().send("GET", "/health/liveness", Map.of(), "").status()).isEqualTo(200);
    }

    await().atMost(Duration.ofSeconds(20)).until(() -> readiness(s).status() == 200);
    // The refused call may or may not have been saved; what counts is that both views agree.
    long before = Long.parseLong(s.ok("counter", "read"));
    assertThat(before).isIn(5L, 6L);
    assertThat(s.ok("counter", "add", "10")).isEqualTo("" + (before + 10));
  }
}
