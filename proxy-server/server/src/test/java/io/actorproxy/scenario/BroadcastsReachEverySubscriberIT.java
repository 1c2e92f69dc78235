package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import org.junit.jupiter.api.Test;

@WithProxy
final class BroadcastsReachEverySubscriberIT {
  private static ActorScript announcer() {
    return named("announcer").action("announce", call -> call.broadcast("news", "hello"));
  }

  @Test
  void eachWithItsOwnActionOnce(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            announcer(),
            named("one").channel("news", "heard").action("heard", call -> {}),
            named("two").channel("news", null).action("receive", call -> {}),
            named("deaf").channel("sport", "sports").action("sports", call -> {}));

    s.ok("announcer", "announce");

    await().until(() -> host.timesInvoked("heard") == 1 && host.timesInvoked("receive") == 1);
    ActorInvocation call = host.received("heard").getFirst();
    assertThat(Values.text(call.getValue())).isEqualTo("hello");
    assertThat(call.getCaller().getName()).isEqualTo("announcer");
    assertThat(host.received("sports")).isEmpty();
  }

  @Test
  void statelessOnesToo(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            announcer(),
            named("one").stateless().channel("news", "heard").action("heard", call -> {}));

    s.ok("announcer", "announce");

    await().until(() -> host.timesInvoked("heard") == 1);
  }

  @Test
  void spawnedInstancesOnceTheyAreActive(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            announcer(),
            unnamed("reader").counting().channel("news", "heard").action("heard", call -> {}));
    s.spawn("reader", "ada", "bob");
    s.ok("ada", "read");
    s.ok("bob", "read");

    s.ok("announcer", "announce");

    await().until(() -> host.timesInvoked("heard") == 2);
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            announcer(),
            named("broken")
                .channel("news", "burst")
                .action(
                    "burst",
                    call -> {
                      throw new ActionFailed("on purpose");
                    }),
            named("lacking").channel("news", "no-such-action"),
            named("one").channel("news", "heard").action("heard", call -> {}));

    s.ok("announcer", "announce");
    s.ok("announcer", "announce");

    await().until(() -> host.timesInvoked("heard") == 2 && host.timesInvoked("burst") == 2);
  }

  @Test
  void onceEvenAfterItWasPassivatedAndCameBack(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            announcer(),
            named("one")
                .counting()
                .passivateAfter(50)
                .action("init", call -> {})
                .channel("news", "heard")
                .action("heard", call -> {}));
    s.ok("one", "read");
    Passivation.awaitReactivation(s, host, "one");
    Passivation.awaitReactivation(s, host, "one");

    s.ok("announcer", "announce");
    await().until(() -> host.timesInvoked("heard") >= 1);
    s.ok("one", "read");

    assertThat(host.timesInvoked("heard")).isEqualTo(1);
  }
}
