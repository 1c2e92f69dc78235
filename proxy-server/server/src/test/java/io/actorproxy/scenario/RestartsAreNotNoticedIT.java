package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import io.spawn.SpawnRequest;
import io.spawn.actors.ActorId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy is killed and starts alone; the host continues and does not register again. */
@WithProxy(own = true)
final class RestartsAreNotNoticedIT {
  private static final int MANY = 100_000;

  private static ActorScript[] actors() {
    return new ActorScript[] {
      counter("counter"),
      unnamed("account").counting().channel("news", "hear").action("hear", call -> {}),
      named("announcer").action("announce", call -> call.broadcast("news", "hello"))
    };
  }

  /** What is registered is remembered a moment after the host is answered. */
  private static void crashAndRestart(Scenario s) throws Exception {
    s.proxy().kill9();
    s.proxy().restart();
  }

  /** Instances are recorded after the registrations that wait, by the same thread. */
  private static void settle(Scenario s) throws Exception {
    for (int i = 0; i < 2; i++) {
      s.spawn("account", "settled-" + i);
    }
  }

  @Test
  void aNamedActorIsFound(Scenario s) throws Exception {
    s.host(actors());
    s.ok("counter", "add", "5");
    settle(s);

    crashAndRestart(s);

    assertThat(s.ok("counter", "add", "1")).isEqualTo("6");
  }

  @Test
  void spawnedInstancesAreFoundByTheirNames(Scenario s) throws Exception {
    s.host(actors());
    s.spawn("account", "ada");
    s.ok("ada", "add", "5");
    assertThat(s.ok(s.request("bob", "add").setRegisterRef("account").setValue(Values.any("7"))))
        .isEqualTo("7");
    settle(s);

    crashAndRestart(s);

    assertThat(s.ok("ada", "read")).isEqualTo("5");
    assertThat(s.ok("bob", "read")).isEqualTo("7");
  }

  @Test
  void aStatelessInstanceIsFoundToo(Scenario s) throws Exception {
    s.host(
        unnamed("echo").stateless().action("say", call -> call.reply(call.input())),
        unnamed("account").counting());
    s.ok(s.request("ada", "say").setRegisterRef("echo").setValue(Values.any("hello")));
    settle(s);

    crashAndRestart(s);

    assertThat(s.ok("ada", "say", "again")).isEqualTo("again");
  }

  @Test
  void aBroadcastReachesAnInstanceThatWasNeverCalled(Scenario s) throws Exception {
    ScriptedHost host = s.host(actors());
    s.spawn("account", "ada");
    settle(s);

    crashAndRestart(s);
    s.ok("announcer", "announce");

    await()
        .until(
            () ->
                host.received("hear").stream()
                    .anyMatch(call -> call.getActor().getName().equals("ada")));
  }

  @Test
  void timersTickAgainWithoutACall(Scenario s) throws Exception {
    ActorScript[] actors = {
      named("clock").timer("tick", 50, call -> {}),
      unnamed("account").counting().timer("tock", 50, call -> {})
    };
    ScriptedHost host = s.host(actors);
    s.spawn("account", "ada");
    s.ok("ada", "read");
    settle(s);

    s.proxy().kill9();
    long ticks = host.timesInvoked("tick");
    long tocks = host.timesInvoked("tock");
    s.proxy().restart();

    await().until(() -> host.timesInvoked("tick") >= ticks + 3);
    await().until(() -> host.timesInvoked("tock") >= tocks + 3);
    s.host(named("clock"), unnamed("account").counting());
    settle(s);
  }

  @Test
  void aHostThatComesAfterTheProxyIsUsedWithoutARegistration(Scenario s) throws Exception {
    ActorScript clock = counter("clock").timer("tick", 50, call -> {});
    ScriptedHost before = s.host(clock, unnamed("account").counting());
    settle(s);
    s.proxy().kill9();
    before.close();
    s.proxy().restart();

    ScriptedHost after = Sdk.NODE.create(s.setup(s.system(), clock, unnamed("account").counting()));
    var answers =
        Together.run(
            2,
            index -> {
              if (index == 0) {
                return s.ok("clock", "read");
              }
              after.listen();
              return "listening";
            });

    assertThat(answers).containsExactly("0", "listening");
    await().until(() -> after.timesInvoked("tick") >= 3);
    after.close();
    s.host(counter("clock"), unnamed("account").counting());
    settle(s);
  }

  @Test
  @Timeout(120)
  void aHundredThousandInstancesAreKnownBeforeTheFirstCall(Scenario s) throws Exception {
    s.host(actors());
    for (int page = 0; page < 10; page++) {
      SpawnRequest.Builder request = SpawnRequest.newBuilder();
      IntStream.range(page * MANY / 10, (page + 1) * MANY / 10)
          .forEach(
              i ->
                  request.addActors(
                      ActorId.newBuilder()
                          .setSystem(s.system())
                          .setParent("account")
                          .setName("n" + i)));
      assertThat(s.client().spawn(request.build()).http()).isEqualTo(200);
    }

    s.proxy().kill9();
    long start = System.nanoTime();
    s.proxy().restart();
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("started with " + MANY + " instances in " + millis + " ms");

    assertThat(s.ok("n0", "read")).isEqualTo("0");
    assertThat(s.ok("n" + (MANY - 1), "read")).isEqualTo("0");
    assertThat(millis).as("milliseconds to start").isLessThan(20_000);
  }
}
