package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.ScriptedHost;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@WithProxy(own = true)
final class StoppingIsGracefulIT {
  @Test
  void aCallInFlightIsAnsweredWhileReadinessIsDown(Scenario s) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    s.host(
        counter("counter")
            .action(
                "wait",
                call -> {
                  entered.countDown();
                  release.await();
                  call.newState("9").reply("done");
                }));
    var client = s.client();
    try (var health = client.connect()) {
      assertThat(health.send("GET", "/health/readiness", Map.of(), new byte[0]).status())
          .isEqualTo(200);
      var results =
          Together.run(
              2,
              index -> {
                if (index == 0) {
                  return s.ok("counter", "wait");
                }
                entered.await();
                s.proxy().terminate();
                await()
                    .until(
                        () -> {
                          HttpMessage ready = client.send("GET", "/health/readiness", Map.of(), "");
                          return ready.status() == 503 && ready.text().contains("down");
                        });
                assertThat(client.send("GET", "/health/liveness", Map.of(), "").status())
                    .isEqualTo(200);
                assertThat(s.refused("counter", "read").code()).isEqualTo("DRAINING");
                release.countDown();
                return "released";
              });
      assertThat(results).containsExactly("done", "released");
    }

    assertThat(s.proxy().awaitExit()).isZero();
    s.proxy().restart();
    s.host(counter("counter"));
    assertThat(s.ok("counter", "read")).isEqualTo("9");
  }

  @Test
  void anAppThatIsGoneAlreadyIsNotWaitedFor(Scenario s) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ScriptedHost host =
        s.host(
            counter("gone")
                .action(
                    "wait",
                    call -> {
                      entered.countDown();
                      release.await();
                      call.replyNoop();
                    }));
    var results =
        Together.run(
            11,
            index -> {
              if (index > 0) {
                return s.refused("gone", "wait").code();
              }
              entered.await();
              awaitWaiting(s, 10);
              host.close();
              release.countDown();
              long begin = System.nanoTime();
              s.proxy().terminate();
              int exit = s.proxy().awaitExit();
              long millis = (System.nanoTime() - begin) / 1_000_000;
              // Patience with a host is ten seconds.
              return "exit " + exit + (millis < 5_000 ? " soon" : " after " + millis + " ms");
            });

    assertThat(results.getFirst()).isEqualTo("exit 0 soon");
    assertThat(results.subList(1, 11)).containsOnly("HOST_CLOSED", "HOST_UNREACHABLE");
    assertThat(s.proxy().log()).noneSatisfy(line -> assertThat(line).contains(" ERROR "));
    s.proxy().restart();
  }

  /** Until so many calls are in the proxy. */
  private static void awaitWaiting(Scenario s, int calls) {
    Pattern inFlight = Pattern.compile("(?m)^actorproxy_inflight (\\d+)");
    await()
        .until(
            () -> {
              String metrics = s.client().send("GET", "/metrics", Map.of(), "").text();
              Matcher found = inFlight.matcher(metrics);
              return found.find() && Integer.parseInt(found.group(1)) >= calls;
            });
  }
}
