package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@WithProxy(own = true)
final class UnreadableStateIsNeverReplacedIT {
  private static final String NOT_A_STATE = "0a7f01";

  @Test
  void theActorDoesNotStartAndTheBytesStay(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.ok("counter", "add", "5");
    s.proxy().stop();
    String good;
    try (Database database = Database.of(s.proxy())) {
      good = database.state(s.system(), "counter");
      database.overwriteState(s.system(), "counter", NOT_A_STATE);
    }

    s.proxy().restart();
    s.host(counter("counter"));
    assertThat(s.refused("counter", "read").code()).isEqualTo("STATE_CORRUPTED");
    assertThat(s.refused("counter", "add", "1").code()).isEqualTo("STATE_CORRUPTED");

    try (Database database = Database.of(s.proxy())) {
      assertThat(database.state(s.system(), "counter")).isEqualTo(NOT_A_STATE);
      database.overwriteState(s.system(), "counter", good);
    }
    assertThat(s.ok("counter", "read")).isEqualTo("5");
  }
}
