package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.Values;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What health, metrics and logs tell, and what they keep to themselves. */
@WithProxy
final class TheOutsideViewIT {
  @Test
  void healthIsUp(Scenario s) throws Exception {
    for (String path : List.of("/health", "/health/liveness", "/health/readiness")) {
      HttpMessage answer = s.client().send("GET", path, Map.of(), "");
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.text()).as(path).contains("\"up\"");
    }
  }

  @Test
  void metricsSpeakOfTypesAndActionsAndNeverOfActors(Scenario s) throws Exception {
    s.host(unnamed("account").counting());
    s.spawn("account", "very-private-name");
    s.ok("very-private-name", "add", "1");

    String metrics = s.client().send("GET", "/metrics", Map.of(), "").text();

    assertThat(metrics.lines())
        .anyMatch(
            line ->
                line.contains("\"" + s.system() + "\"")
                    && line.contains("\"account\"")
                    && line.contains("\"add\""));
    assertThat(metrics).doesNotContain("very-private-name");
  }

  @Test
  void theLogHasNoLineForACallAndNothingOfItsContent(Scenario s) throws Exception {
    s.host(counter("counter").action("keep", call -> call.newState(call.input())));
    s.ok("counter", "add", "1");
    int before = s.proxy().log().size();

    for (int i = 0; i < 50; i++) {
      s.ok(
          s.request("counter", "keep")
              .setValue(Values.any("secret-state"))
              .putMetadata("a", "secret-key"));
    }
    s.refused("counter", "fail");
    s.refused("nobody", "fail");

    List<String> log = s.proxy().log();
    assertThat(log.size() - before).isLessThan(50);
    assertThat(String.join("\n", log)).doesNotContain("secret-state").doesNotContain("secret-key");
  }
}
