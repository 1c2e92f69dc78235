package io.actorproxy.scenario;

import static io.actorproxy.scenario.host.ActorScript.counter;
import static io.actorproxy.scenario.host.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.scenario.host.ScriptedHost;
import org.junit.jupiter.api.Test;

/** An action that calls an actor holds one connection to the host while the call wants another. */
@WithProxy("PROXY_HTTP_CLIENT_ADAPTER_POOL_SIZE=200")
final class ActionsMayCallActorsIT {
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

    assertThat(Together.run(100, i -> s.ok("" + i, "call"))).containsOnly("in");
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
