package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@WithProxy("SPAWN_DELAYED_INVOKES=false")
final class SchedulingCanBeSwitchedOffIT {
  @Test
  void withoutSchedulingAScheduledCallIsRefusedAndNotDropped(Scenario s) throws Exception {
    s.host(counter("counter"));
    var later = s.request("counter", "read").setScheduledTo(System.currentTimeMillis() + 60_000);

    assertThat(s.refused(later).code()).isEqualTo("SCHEDULING_DISABLED");
  }
}
