package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.spawn.InvocationRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithProxy({"PROXY_HOST_TIMEOUT=1500", "PROXY_REQUEST_TIMEOUT=3000"})
final class DeadlinesBoundEveryCallIT {
  private final CountDownLatch release = new CountDownLatch(1);

  private ActorScript slow() {
    return counter("counter")
        .action(
            "wait",
            call -> {
              release.await();
              call.newState("77").reply("late");
            });
  }

  private static InvocationRequest.Builder within(Scenario s, String action, int millis) {
    return s.request("counter", action).putMetadata("request-timeout", "" + millis);
  }

  @Test
  void theRequestsOwnTimeoutIsKept(Scenario s) throws Exception {
    s.host(slow());
    Instant before = Instant.now();

    Refusal refusal = s.refused(within(s, "wait", 100));

    assertThat(refusal.code()).isEqualTo("DEADLINE");
    assertThat(Duration.between(before, Instant.now()))
        .isBetween(Duration.ofMillis(90), Duration.ofMillis(1_400));
    release.countDown();
  }

  @Test
  void theTurnCompletesBeforeTheNextBegins(Scenario s) throws Exception {
    s.host(slow());
    s.refused(within(s, "wait", 100));

    release.countDown();

    assertThat(s.ok("counter", "read")).isEqualTo("77");
  }

  @Test
  void waitingInTheMailboxCounts(Scenario s) throws Exception {
    ScriptedHost host = s.host(slow());
    s.refused(within(s, "wait", 100));

    assertThat(s.refused(within(s, "add", 100)).code()).isEqualTo("DEADLINE");

    release.countDown();
    s.ok("counter", "read");
    assertThat(host.timesInvoked("add")).isLessThanOrEqualTo(1);
  }

  @Test
  @Timeout(20)
  void aHostThatNeverAnswersIsGivenUp(Scenario s) throws Exception {
    s.host(slow());

    assertThat(s.refused("counter", "wait").code()).isEqualTo("HOST_TIMEOUT");
    assertThat(s.ok("counter", "read")).isEqualTo("0");
    release.countDown();
  }

  @Test
  void aTimeoutThatIsNoNumberIsRefused(Scenario s) throws Exception {
    s.host(counter("counter"));

    Refusal refusal =
        s.refused(s.request("counter", "read").putMetadata("request-timeout", "soon"));

    assertThat(refusal.code()).isEqualTo("INVALID_REQUEST");
    assertThat(refusal.message()).contains("request-timeout").contains("soon");
  }

  @Test
  void theTimeoutOfARequestIsNotThatOfTheNext(Scenario s) throws Exception {
    s.host(counter("counter"));

    s.ok(within(s, "read", 2_000));

    assertThat(s.ok("counter", "read")).isEqualTo("0");
  }
}
