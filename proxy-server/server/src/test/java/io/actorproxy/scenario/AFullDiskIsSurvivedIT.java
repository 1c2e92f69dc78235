package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithProxy(value = "PROXY_STATE_SAVE_TIMEOUT=300", own = true)
final class AFullDiskIsSurvivedIT {
  @Test
  void whatNeedsNoRoomGoesOnAndNothingIsKeptThatWasNotSaved(Scenario s) throws Exception {
    s.host(
        counter("counter"),
        counter("other"),
        counter("stateless").stateless(),
        unnamed("account").counting());
    s.spawn("account", "ada");
    s.ok("counter", "add", "5");
    s.ok("other", "add", "7");

    Disk.becomesFull(s.proxy());
    Refusal refusal = s.refused("counter", "add", "1");
    assertThat(refusal.code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(refusal.message()).contains("is full");
    assertThat(readiness(s)).startsWith("503").contains("STORE_UNAVAILABLE", "is full");
    assertThat(s.ok("counter", "read")).as("loaded again").isEqualTo("5");
    assertThat(s.ok("other", "read")).as("in memory").isEqualTo("7");
    assertThat(s.ok("ada", "read")).as("loaded for the first time").isEqualTo("0");
    assertThat(s.ok("stateless", "add", "3")).isEqualTo("3");

    Disk.hasRoom(s.proxy());
    await().atMost(Duration.ofSeconds(20)).until(() -> readiness(s).startsWith("200"));
    assertThat(s.ok("counter", "add", "10")).isEqualTo("15");
    try (Database database = Database.of(s.proxy())) {
      assertThat(database.revision(s.system(), "counter")).isEqualTo(2);
    }
  }

  private static String readiness(Scenario s) throws Exception {
    var answer = s.client().send("GET", "/health/readiness", Map.of(), "");
    return answer.status() + " " + answer.text();
  }
}
