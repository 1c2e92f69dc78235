package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ScriptedHost;
import io.spawn.ActorInvocation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithProxy(own = true)
final class TimersIT {
  @Test
  void thePeriodIsInMillisecondsAndNoCallIsNeeded(Scenario s) throws Exception {
    ScriptedHost host = s.host(named("clock").timer("tick", 50, call -> {}));

    await().until(() -> host.timesInvoked("tick") >= 5);

    ActorInvocation tick = host.received("tick").getFirst();
    assertThat(tick.hasNoop()).isTrue();
    assertThat(tick.getCaller()).isEqualTo(tick.getActor());
    s.host(named("clock"));
  }

  @Test
  void theTickChangesTheStateLikeAnyAction(Scenario s) throws Exception {
    s.host(counter("clock").timer("tick", 50, call -> call.newState(call.state() + "1")));

    await().until(() -> s.ok("clock", "read").length() >= 3);

    s.host(counter("clock"));
  }

  @Test
  void registeringAgainDoesNotDoubleTimers(Scenario s) throws Exception {
    ScriptedHost host = s.host(named("clock").timer("tick", 100, call -> {}));
    for (int i = 0; i < 20; i++) {
      host.register();
    }
    long before = host.timesInvoked("tick");
    long start = System.nanoTime();

    await().until(() -> host.timesInvoked("tick") >= before + 10);

    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(millis).as("time for ten ticks of 100 ms").isGreaterThan(700);
    s.host(named("clock"));
  }

  @Test
  void timersEndWhenTheTypeIsRegisteredWithoutThem(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            named("clock").timer("tick", 50, call -> {}),
            named("other").timer("tock", 50, call -> {}));
    await().until(() -> host.timesInvoked("tick") >= 1);

    ScriptedHost next =
        s.host(
            named("clock").action("tick", call -> {}),
            named("other").timer("tock", 50, call -> {}));
    await().until(() -> next.timesInvoked("tock") >= 2);
    long ticks = next.timesInvoked("tick");
    await().until(() -> next.timesInvoked("tock") >= 8);

    assertThat(next.timesInvoked("tick")).isEqualTo(ticks);
    s.host(named("clock"), named("other"));
  }

  @Test
  void timersOfAnUnnamedActorBeginWithItsFirstCall(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            unnamed("clock").counting().timer("tick", 50, call -> {}),
            named("other").timer("tock", 50, call -> {}));
    s.spawn("clock", "ada");
    await().until(() -> host.timesInvoked("tock") >= 4);
    assertThat(host.timesInvoked("tick")).isZero();

    s.ok("ada", "read");

    await().until(() -> host.timesInvoked("tick") >= 2);
    s.host(unnamed("clock").counting(), named("other"));
  }

  @Test
  void oneTickAtMostWaitsForASlowActor(Scenario s) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger ticks = new AtomicInteger();
    AtomicInteger ticksThatWaited = new AtomicInteger(-1);
    ScriptedHost host =
        s.host(
            counter("clock")
                .timer("tick", 50, call -> ticks.incrementAndGet())
                .action("wait", call -> release.await())
                .action("mark", call -> ticksThatWaited.set(ticks.get())),
            named("other").timer("tock", 50, call -> {}));
    s.send(s.request("clock", "wait").setAsync(true));
    await().until(() -> host.timesInvoked("wait") == 1);
    ticks.set(0);
    long tocks = host.timesInvoked("tock");
    await().until(() -> host.timesInvoked("tock") >= tocks + 8);
    s.send(s.request("clock", "mark").setAsync(true));

    release.countDown();

    await().until(() -> ticksThatWaited.get() >= 0);
    assertThat(ticksThatWaited).hasValue(1);
    s.host(counter("clock"), named("other"));
  }
}
