package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import org.junit.jupiter.api.Test;

/** With write-behind, a checkpoint and a graceful stop save what the timer has not saved yet. */
@WithProxy(
    value = {"PROXY_STATE_DURABILITY=snapshot", "PROXY_SNAPSHOT_INTERVAL=600000"},
    own = true)
final class SnapshotsAreSavedLaterIT {
  private static ActorScript actor() {
    return counter("counter")
        .action("checkpoint", call -> call.newState("checked").reply("done").checkpoint())
        .snapshotEvery(600_000);
  }

  @Test
  void aCheckpointIsAnsweredAndSaved(Scenario s) throws Exception {
    s.host(actor());

    assertThat(s.ok("counter", "checkpoint")).isEqualTo("done");

    s.proxy().kill9();
    s.proxy().restart();
    s.host(actor());
    assertThat(s.ok("counter", "read")).isEqualTo("checked");
  }

  @Test
  void aGracefulStopSavesEverything(Scenario s) throws Exception {
    s.host(actor());
    s.ok("counter", "add", "8");

    s.proxy().stop();
    s.proxy().restart();
    s.host(actor());

    assertThat(s.ok("counter", "read")).isEqualTo("8");
  }

  @Test
  void passivationSaves(Scenario s) throws Exception {
    var host = s.host(actor().passivateAfter(50).action("init", call -> {}));
    s.ok("counter", "add", "8");

    Passivation.awaitReactivation(s, host, "counter");
    s.proxy().kill9();
    s.proxy().restart();
    s.host(actor());

    assertThat(s.ok("counter", "read")).isEqualTo("8");
  }
}
