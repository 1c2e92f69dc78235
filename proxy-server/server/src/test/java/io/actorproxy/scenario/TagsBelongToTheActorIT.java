package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithProxy
final class TagsBelongToTheActorIT {
  private static ActorScript actor() {
    return counter("counter")
        .action("label", call -> call.tag("colour", call.input()))
        .action("unlabel", call -> call.noTags())
        .action("init", call -> {})
        .passivateAfter(50);
  }

  private static Map<String, String> tagsOfNextRead(Scenario s, ScriptedHost host)
      throws Exception {
    s.ok("counter", "read");
    return host.received("read").getLast().getCurrentContext().getTagsMap();
  }

  @Test
  void tagsAreSentOnEveryCallAndKeptOverPassivation(Scenario s) throws Exception {
    ScriptedHost host = s.host(actor());
    s.ok("counter", "label", "blue");

    assertThat(tagsOfNextRead(s, host)).containsExactly(Map.entry("colour", "blue"));
    Passivation.awaitReactivation(s, host, "counter");

    assertThat(tagsOfNextRead(s, host)).containsExactly(Map.entry("colour", "blue"));
    assertThat(s.state("counter").getTagsMap()).containsEntry("colour", "blue");
  }

  @Test
  void anEmptyMapErasesTags(Scenario s) throws Exception {
    ScriptedHost host = s.host(actor());
    s.ok("counter", "label", "blue");

    s.ok("counter", "unlabel");

    assertThat(tagsOfNextRead(s, host)).isEmpty();
  }

  @Test
  void anSdkThatNeverSendsTagsErasesThem(Scenario s) throws Exception {
    ScriptedHost host = s.host(actor());
    s.ok("counter", "label", "blue");

    host = s.host(Sdk.JAVA, actor());
    s.ok("counter", "add", "1");

    assertThat(tagsOfNextRead(s, host)).isEmpty();
  }

  @Test
  void aFailedActionLeavesTags(Scenario s) throws Exception {
    ScriptedHost host = s.host(actor());
    s.ok("counter", "label", "blue");

    s.refused("counter", "fail");

    assertThat(tagsOfNextRead(s, host)).containsEntry("colour", "blue");
  }
}
