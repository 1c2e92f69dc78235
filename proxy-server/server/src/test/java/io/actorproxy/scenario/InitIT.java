package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.ScriptedHost;
import io.spawn.ActorInvocation;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithProxy
final class InitIT {
  @ParameterizedTest
  @ValueSource(strings = {"init", "Init", "setup", "Setup"})
  void initRunsFirstWithNoopAndTheActorAsItsOwnCaller(String name, Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter").action(name, call -> call.newState("10")));

    assertThat(s.ok("counter", "add", "1")).isEqualTo("11");

    ActorInvocation init = host.received(name).getFirst();
    assertThat(init.hasNoop()).isTrue();
    assertThat(init.getCaller()).isEqualTo(init.getActor());
    assertThat(init.getCurrentContext().getCaller()).isEqualTo(init.getActor());
    assertThat(init.getCurrentContext().hasState()).isFalse();
  }

  @Test
  void initRunsAfterEachActivation(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter").passivateAfter(50).action("init", call -> {}));
    s.ok("counter", "add", "2");

    Passivation.awaitReactivation(s, host, "counter");

    assertThat(host.received("init").getLast().getCurrentContext().hasState()).isTrue();
    assertThat(s.ok("counter", "read")).isEqualTo("2");
  }

  @Test
  void aFailedInitFailsTheCallAndIsTriedAgain(Scenario s) throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    s.host(
        unnamed("account")
            .counting()
            .action(
                "init",
                call -> {
                  if (broken.get()) {
                    throw new ActionFailed("no licence");
                  }
                }));
    s.spawn("account", "ada");

    assertThat(s.refused("ada", "read").code()).isEqualTo("INIT_FAILED");
    broken.set(false);

    assertThat(s.ok("ada", "read")).isEqualTo("0");
  }

  @Test
  void manyFirstCallsAtOnceTriggerInitOnce(Scenario s) throws Exception {
    ScriptedHost host = s.host(unnamed("account").counting().action("init", call -> {}));
    s.spawn("account", "ada");

    Together.run(20, _ -> s.ok("ada", "add", "1"));

    assertThat(host.timesInvoked("init")).isEqualTo(1);
    assertThat(s.ok("ada", "read")).isEqualTo("20");
  }
}
