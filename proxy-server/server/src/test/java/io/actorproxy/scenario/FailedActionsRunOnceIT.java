package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@WithProxy
final class FailedActionsRunOnceIT {
  @ParameterizedTest
  @EnumSource
  void aFailedActionRunsOnceWhateverTheSdkDoes(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host = s.host(sdk, counter("counter"));

    s.refused("counter", "fail");
    s.ok("counter", "read");

    assertThat(host.timesInvoked("fail")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "NODE,   HOST_STATUS",
    "JAVA,   HOST_CLOSED",
    "SPRING, HOST_STATUS",
    "FLASK,  HOST_STATUS",
    "GO,     HOST_NO_CONTEXT",
    "RUST,   HOST_STATUS"
  })
  void theErrorOfAFailedActionSaysWhatTheHostDid(Sdk sdk, String code, Scenario s)
      throws Exception {
    s.host(sdk, counter("counter"));

    Refusal refusal = s.refused("counter", "fail");

    assertThat(refusal.code()).isEqualTo(code);
    s.proxy()
        .awaitLog(
            log ->
                assertThat(log)
                    .anyMatch(
                        line -> line.contains(" WARN ") && line.contains(code + ": the host")));
  }

  @Test
  void anEmptyAnswerIsAFailureOfItsOwn(Scenario s) throws Exception {
    s.host(Sdk.RUST, named("actor").actionWithoutCode("lost"));

    assertThat(s.refused("actor", "lost").code()).isEqualTo("HOST_EMPTY_REPLY");
  }

  @Test
  void aFailedActionLeavesTheStateAsItWas(Scenario s) throws Exception {
    s.host(
        counter("counter")
            .action(
                "add-and-fail",
                call -> {
                  call.newState("99");
                  throw new ActionFailed("after changing the state");
                }));
    s.ok("counter", "add", "7");

    s.refused("counter", "add-and-fail");

    assertThat(s.ok("counter", "read")).isEqualTo("7");
  }

  @Test
  void aFailedActionRunsAgainIfTheCallerAsksForIt(Scenario s) throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    ScriptedHost host =
        s.host(
            named("flaky")
                .action(
                    "try",
                    call -> {
                      if (attempts.incrementAndGet() < 3) {
                        throw new ActionFailed("not yet");
                      }
                      call.reply("done");
                    }));

    assertThat(s.ok(s.request("flaky", "try").putMetadata("fail_backoff", "true")))
        .isEqualTo("done");
    assertThat(host.timesInvoked("try")).isEqualTo(3);
  }

  @Test
  void askingForNoMoreIsNotAskingForMore(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));

    s.refused(s.request("counter", "fail").putMetadata("fail_backoff", "false"));

    assertThat(host.timesInvoked("fail")).isEqualTo(1);
  }
}
