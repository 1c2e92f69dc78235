package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import io.spawn.ActorInvocation;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithProxy
final class HostsGetExactlyWhatTheyCanReadIT {
  @Test
  void theHeadersAreThoseOfTheProtocolAndNoOthers(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));

    s.ok("counter", "add", "1");

    Map<String, String> headers = host.requests().getFirst().headers();
    assertThat(headers).containsEntry("content-type", "application/octet-stream");
    assertThat(headers).containsEntry("connection", "keep-alive");
    assertThat(headers)
        .containsEntry("content-length", "" + host.requests().getFirst().body().length);
    assertThat(headers).containsOnlyKeys("host", "content-type", "connection", "content-length");
    assertThat(host.requests().getFirst().startLine())
        .isEqualTo("POST /api/v1/actors/actions HTTP/1.1");
  }

  @Test
  void headAndBodyArriveInOneRead(Scenario s) throws Exception {
    ScriptedHost host = s.host(Sdk.NODE, counter("counter").action("take", call -> {}));

    for (int size : new int[] {0, 1, 1_000, 8_000, 16_000, 30_000}) {
      s.send(s.request("counter", "take").setValue(Values.bytes(size)));
    }

    assertThat(host.received("take")).hasSize(6);
  }

  @Test
  void aCallFromOutsideHasNoCaller(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));

    s.ok("counter", "add", "1");

    ActorInvocation call = host.received("add").getFirst();
    assertThat(call.hasCaller()).isFalse();
    assertThat(call.getCurrentContext().hasCaller()).isFalse();
    assertThat(call.getCurrentContext().getSelf()).isEqualTo(call.getActor());
    assertThat(call.getActor().getName()).isEqualTo("counter");
    assertThat(call.getActor().getSystem()).isEqualTo(s.system());
  }

  @Test
  void whereThereIsNoStateNoneIsSent(Scenario s) throws Exception {
    ScriptedHost host = s.host(named("blank").action("look", call -> {}));

    s.ok("blank", "look");
    s.ok("blank", "look");

    assertThat(host.received("look")).noneMatch(call -> call.getCurrentContext().hasState());
  }

  @Test
  void bodiesOfAMegabytePassUnharmed(Scenario s) throws Exception {
    s.host(
        Sdk.FLASK,
        named("echo")
            .action("echo", call -> call.response().setValue(call.invocation().getValue())));

    var big = Values.bytes(1_000_000);
    assertThat(s.send(s.request("echo", "echo").setValue(big)).getValue()).isEqualTo(big);
  }
}
