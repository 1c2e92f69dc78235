package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ScriptedHost;
import org.junit.jupiter.api.Test;

@WithProxy
final class PassivationIsIdleBasedIT {
  @Test
  void anIdleActorLeavesAndComesBackWithItsState(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter").passivateAfter(50).action("init", call -> {}));
    s.ok("counter", "add", "5");

    Passivation.awaitReactivation(s, host, "counter");

    assertThat(s.ok("counter", "read")).isEqualTo("5");
  }

  @Test
  void aBusyActorStays(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter").passivateAfter(500).action("init", call -> {}));
    long end = System.nanoTime() + 2_000_000_000L;

    while (System.nanoTime() < end) {
      s.ok("counter", "add", "1");
    }

    assertThat(host.timesInvoked("init")).isEqualTo(1);
  }

  @Test
  void callsThatRaceWithPassivationAllSucceed(Scenario s) throws Exception {
    s.host(counter("counter").passivateAfter(1));

    for (int round = 0; round < 100; round++) {
      Together.run(4, _ -> s.ok("counter", "add", "1"));
    }

    assertThat(s.ok("counter", "read")).isEqualTo("400");
  }

  @Test
  void aTimeoutOfZeroMeansTheDefault(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(counter("counter").passivateAfter(0).snapshotEvery(0).action("init", call -> {}));
    long end = System.nanoTime() + 500_000_000L;

    while (System.nanoTime() < end) {
      s.ok("counter", "add", "1");
    }

    assertThat(host.timesInvoked("init")).isEqualTo(1);
  }
}
