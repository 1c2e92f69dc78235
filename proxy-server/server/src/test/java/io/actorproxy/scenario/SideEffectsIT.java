package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import io.spawn.InvocationRequest;
import org.junit.jupiter.api.Test;

@WithProxy
final class SideEffectsIT {
  @Test
  void effectsRunAfterTheActionWithItsActorAsCaller(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            named("origin").action("go", call -> call.reply("gone").effect("counter", "add", "4")),
            counter("counter"));

    assertThat(s.ok("origin", "go")).isEqualTo("gone");

    await().until(() -> s.ok("counter", "read").equals("4"));
    ActorInvocation add = host.received("add").getFirst();
    assertThat(add.getCaller().getName()).isEqualTo("origin");
    assertThat(host.timesInvoked("add")).isEqualTo(1);
  }

  @Test
  void theMetadataOfTheCallIsInheritedAndOverlaid(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            named("origin")
                .action(
                    "go",
                    call ->
                        call.effect(
                            InvocationRequest.newBuilder()
                                .setActor(Actors.reference(s.system(), "counter", ""))
                                .setActionName("add")
                                .setValue(Values.any("1"))
                                .putMetadata("b", "effect")
                                .setAsync(true))),
            counter("counter"));

    s.ok(s.request("origin", "go").putMetadata("a", "call").putMetadata("b", "call"));

    await().until(() -> host.timesInvoked("add") == 1);
    assertThat(host.received("add").getFirst().getCurrentContext().getMetadataMap())
        .containsEntry("a", "call")
        .containsEntry("b", "effect");
  }

  @Test
  void effectsThatFailDoNotFailTheCall(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            named("origin")
                .action(
                    "go",
                    call ->
                        call.reply("gone")
                            .effect("nobody", "add", "1")
                            .effect("counter", "nothing", "1")
                            .effect("counter", "fail", "1")
                            .effect("counter", "add", "1")),
            counter("counter"));

    assertThat(s.ok("origin", "go")).isEqualTo("gone");

    await().until(() -> host.timesInvoked("fail") == 1 && host.timesInvoked("add") == 1);
  }

  @Test
  void theActorItselfCanBeTheTarget(Scenario s) throws Exception {
    s.host(counter("counter").action("twice", call -> call.effect("counter", "add", "2")));

    s.ok("counter", "twice");

    await().until(() -> s.ok("counter", "read").equals("2"));
  }

  @Test
  void anActionThatFailsHasNoEffects(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            named("origin")
                .action(
                    "go",
                    call -> {
                      call.effect("counter", "add", "1");
                      throw new ActionFailed("after all");
                    }),
            counter("counter"));

    s.refused("origin", "go");
    s.ok("counter", "read");

    assertThat(host.timesInvoked("add")).isZero();
  }
}
