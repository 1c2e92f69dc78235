package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import org.junit.jupiter.api.Test;

@WithProxy("PROXY_STATE_MAX_BYTES=100000")
final class StateIsKeptAsTheTypeSaysIT {
  @Test
  void anActorWithoutARegisteredStateKeepsWhatItReturns(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            counter("counter").withoutStateMessage().passivateAfter(50).action("init", call -> {}));
    s.ok("counter", "add", "4");

    Passivation.awaitReactivation(s, host, "counter");

    assertThat(s.ok("counter", "read")).isEqualTo("4");
  }

  @Test
  void aNewActorStartsFromTheStateOfItsRegistration(Scenario s) throws Exception {
    s.host(counter("counter").initialState("7"), unnamed("account").counting().initialState("3"));
    s.spawn("account", "ada");

    assertThat(s.ok("counter", "add", "1")).isEqualTo("8");
    assertThat(s.ok("ada", "add", "1")).isEqualTo("4");
  }

  @Test
  void aStatelessActorKeepsItForOneActivation(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(counter("counter").stateless().passivateAfter(100).action("init", call -> {}));
    s.ok("counter", "add", "5");
    assertThat(s.ok("counter", "read")).isEqualTo("5");

    Passivation.awaitReactivation(s, host, "counter");

    assertThat(s.ok("counter", "read")).isEqualTo("0");
  }

  @Test
  void stateThatIsTooLargeIsRefusedAndTheOldOneStays(Scenario s) throws Exception {
    s.host(counter("counter").action("swell", call -> call.newState(Values.bytes(200_000))));
    s.ok("counter", "add", "5");

    Refusal refusal = s.refused("counter", "swell");

    assertThat(refusal.code()).isEqualTo("STATE_TOO_LARGE");
    assertThat(s.ok("counter", "read")).isEqualTo("5");
  }

  @Test
  void aRefusedTurnHasNoEffects(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            counter("counter")
                .action(
                    "swell",
                    call -> call.newState(Values.bytes(200_000)).effect("other", "add", "1")),
            counter("other"));

    s.refused("counter", "swell");
    s.ok("other", "read");

    assertThat(host.timesInvoked("add")).isZero();
  }

  @Test
  void aCheckpointIsAnsweredWithTheActionsOwnValue(Scenario s) throws Exception {
    s.host(counter("counter").action("save", call -> call.newState("1").reply("v").checkpoint()));

    assertThat(s.ok("counter", "save")).isEqualTo("v");
    assertThat(s.ok("counter", "read")).isEqualTo("1");
  }
}
