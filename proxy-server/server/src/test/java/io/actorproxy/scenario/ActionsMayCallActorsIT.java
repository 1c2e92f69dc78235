package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ScriptedHost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An action that calls an actor holds one connection to the host while the call wants another. */
@WithProxy
final class ActionsMayCallActorsIT {
  private static final Duration WELL_BELOW_THE_DEADLINE = Duration.ofSeconds(20);

  @Test
  void aHundredActionsThatCallOtherActorsDoNotBlockEachOther(Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            unnamed("outer")
                .action(
                    "call", call -> call.reply(s.ok("inner-" + call.self().getName(), "inner"))),
            unnamed("inner").action("inner", call -> call.reply("in")));
    for (int i = 0; i < 100; i++) {
      s.spawn("outer", "" + i);
      s.spawn("inner", "inner-" + i);
    }

    long began = System.nanoTime();
    assertThat(Together.run(100, i -> s.ok("" + i, "call"))).containsOnly("in");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WELL_BELOW_THE_DEADLINE);
    assertThat(host.timesInvoked("inner")).isEqualTo(100);
  }

  @Test
  void anActorThatWaitsForItselfIsToldInTime(Scenario s) throws Exception {
    s.host(
        counter("counter")
            .action(
                "self",
                call -> {
                  var request = s.request("counter", "read").setCaller(call.self());
                  request.putMetadata("request-timeout", "1000");
                  call.reply(s.refused(request).code());
                }));

    assertThat(s.ok("counter", "self")).isIn("CALL_CYCLE", "DEADLINE");
  }
}
