package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse.PayloadCase;
import org.junit.jupiter.api.Test;

@WithProxy
final class ScheduledCallsIT {
  private static InvocationRequest.Builder addAt(Scenario s, String actor, long time) {
    return s.request(actor, "add").setValue(Values.any("1")).setScheduledTo(time);
  }

  @Test
  void scheduledCallsRunAtTheirTimeOnce(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));
    long time = System.currentTimeMillis() + 300;

    var response = s.send(addAt(s, "counter", time));

    assertThat(response.getPayloadCase()).isEqualTo(PayloadCase.PAYLOAD_NOT_SET);
    await().until(() -> host.timesInvoked("add") == 1);
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(time);
    s.ok("counter", "read");
    assertThat(host.timesInvoked("add")).isEqualTo(1);
  }

  @Test
  void aTimeThatHasPassedMeansNow(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));

    s.send(addAt(s, "counter", 5_000));

    await().until(() -> host.timesInvoked("add") == 1);
  }

  @Test
  void equalScheduledCallsAllRun(Scenario s) throws Exception {
    s.host(counter("counter"));
    long time = System.currentTimeMillis() + 200;

    for (int i = 0; i < 5; i++) {
      s.send(addAt(s, "counter", time));
    }

    await().until(() -> s.ok("counter", "read").equals("5"));
  }

  @Test
  void aScheduledCallOfAnUnknownActorIsRefusedAtOnceOrHoldsNoOtherUp(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));
    long time = System.currentTimeMillis() + 200;

    s.client().invoke(addAt(s, "nobody", time).build());
    s.send(addAt(s, "counter", time));

    await().until(() -> host.timesInvoked("add") == 1);
  }
}
