package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithProxy
final class PipesAndForwardsIT {
  private static ActorScript origin() {
    return named("origin")
        .action("pipe", call -> call.reply("out").pipe("target", "echo"))
        .action("forward", call -> call.reply("out").forward("target", "echo"))
        .action("pipe-to-nobody", call -> call.reply("out").pipe("nobody", "echo"))
        .action("pipe-to-nothing", call -> call.reply("out").pipe("target", "nothing"))
        .action("pipe-to-failure", call -> call.reply("out").pipe("target", "fail"))
        .action("forward-to-failure", call -> call.reply("out").forward("target", "fail"))
        .action("round", call -> call.forward("origin", "round"))
        .action("pipe-slow", call -> call.reply("out").pipe("target", "wait"))
        .action("quick", call -> call.reply("quick"));
  }

  private static ActorScript target() {
    return named("target")
        .action("echo", call -> call.reply("<" + call.input() + ">"))
        .action(
            "fail",
            call -> {
              throw new ActionFailed("downstream");
            });
  }

  @Test
  void aPipeCarriesTheOutputAndAForwardTheInput(Scenario s) throws Exception {
    s.host(origin(), target());

    assertThat(s.ok("origin", "pipe", "in")).isEqualTo("<out>");
    assertThat(s.ok("origin", "forward", "in")).isEqualTo("<in>");
  }

  @Test
  void theCallerIsTheActorAndTheMetadataIsInherited(Scenario s) throws Exception {
    ScriptedHost host = s.host(origin(), target());

    s.ok(s.request("origin", "pipe").setValue(Values.any("in")).putMetadata("trace", "7"));

    ActorInvocation echo = host.received("echo").getFirst();
    assertThat(echo.getCaller().getName()).isEqualTo("origin");
    assertThat(echo.getCurrentContext().getCaller().getName()).isEqualTo("origin");
    assertThat(echo.getCurrentContext().getMetadataMap()).containsEntry("trace", "7");
  }

  @Test
  void theResponseStillEchoesTheActorThatWasCalled(Scenario s) throws Exception {
    s.host(origin(), target());
    var request = s.request("origin", "pipe");

    var response = s.send(request);

    assertThat(response.getActor()).isEqualTo(request.getActor());
    assertThat(response.getSystem()).isEqualTo(request.getSystem());
  }

  @Test
  void everyFailureDownstreamReachesTheCaller(Scenario s) throws Exception {
    s.host(origin(), target());

    assertThat(s.refused("origin", "pipe-to-nobody").code()).isEqualTo("ACTOR_NOT_FOUND");
    assertThat(s.refused("origin", "pipe-to-nothing").code()).isEqualTo("ACTION_NOT_FOUND");
    assertThat(s.refused("origin", "pipe-to-failure").code()).isEqualTo("HOST_STATUS");
    assertThat(s.refused("origin", "forward-to-failure").code()).isEqualTo("HOST_STATUS");
  }

  @Test
  void aCircleEndsAndIsNamed(Scenario s) throws Exception {
    s.host(origin(), target());

    Refusal refusal = s.refused("origin", "round");

    assertThat(refusal.code()).isEqualTo("HOP_LIMIT");
    assertThat(refusal.message()).contains("origin");
  }

  @Test
  void theActorTakesItsNextCallMeanwhile(Scenario s) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    s.host(
        origin(),
        target()
            .action(
                "wait",
                call -> {
                  entered.countDown();
                  release.await();
                  call.reply("late");
                }));

    var results =
        Together.run(
            2,
            index -> {
              if (index == 0) {
                return s.ok("origin", "pipe-slow");
              }
              entered.await();
              String quick = s.ok("origin", "quick");
              release.countDown();
              return quick;
            });

    assertThat(results).containsExactly("late", "quick");
  }

  @Test
  void aRegisterRefSpawnsTheTarget(Scenario s) throws Exception {
    s.host(
        named("origin")
            .action(
                "pipe",
                call -> {
                  call.reply("5").pipe("ada", "add");
                  call.response().getWorkflowBuilder().getPipeBuilder().setRegisterRef("account");
                }),
        unnamed("account").counting());

    assertThat(s.ok("origin", "pipe")).isEqualTo("5");
    assertThat(s.ok("ada", "read")).isEqualTo("5");
  }
}
