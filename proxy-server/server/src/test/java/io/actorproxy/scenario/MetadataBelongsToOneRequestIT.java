package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import org.junit.jupiter.api.Test;

@WithProxy
final class MetadataBelongsToOneRequestIT {
  @Test
  void metadataIsHandedToTheHostAndNotKept(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));

    s.ok(s.request("counter", "add").setValue(Values.any("1")).putMetadata("user", "ada"));
    s.ok("counter", "add", "1");

    assertThat(host.received("add").get(0).getCurrentContext().getMetadataMap())
        .containsEntry("user", "ada");
    assertThat(host.received("add").get(1).getCurrentContext().getMetadataMap())
        .doesNotContainKey("user");
  }

  @Test
  void anyNumberOfDifferentKeysComesThrough(Scenario s) throws Exception {
    ScriptedHost host = s.host(Sdk.FLASK, counter("counter"));
    var request = s.request("counter", "read");
    for (int i = 0; i < 10_000; i++) {
      request.putMetadata("key-" + i, "value");
    }

    s.ok(request);

    assertThat(host.received("read").getFirst().getCurrentContext().getMetadataMap())
        .containsAllEntriesOf(request.getMetadataMap());
  }
}
