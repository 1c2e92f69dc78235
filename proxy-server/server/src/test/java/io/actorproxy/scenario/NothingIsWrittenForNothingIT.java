package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import org.junit.jupiter.api.Test;

@WithProxy
final class NothingIsWrittenForNothingIT {
  private static ActorScript actor() {
    return counter("counter")
        .action("init", call -> {})
        .action("label", call -> call.tag("colour", call.input()))
        .passivateAfter(50);
  }

  @Test
  void eachChangeIsOneRevisionFromOneOnwards(Scenario s) throws Exception {
    s.host(actor());
    try (Database database = Database.of(s.proxy())) {
      for (int i = 1; i <= 5; i++) {
        s.ok("counter", "add", "1");
        assertThat(database.revision(s.system(), "counter")).isEqualTo(i);
      }
      s.ok("counter", "label", "blue");
      assertThat(database.revision(s.system(), "counter")).isEqualTo(6);
    }
  }

  @Test
  void whatChangesNothingIsNone(Scenario s) throws Exception {
    ScriptedHost host = s.host(actor());
    s.ok("counter", "add", "1");
    s.ok("counter", "label", "blue");

    s.ok("counter", "read");
    s.ok("counter", "get");
    s.ok("counter", "add", "0");
    s.ok("counter", "label", "blue");
    s.refused("counter", "fail");
    Passivation.awaitReactivation(s, host, "counter");
    Passivation.awaitReactivation(s, host, "counter");

    try (Database database = Database.of(s.proxy())) {
      assertThat(database.revision(s.system(), "counter")).isEqualTo(2);
    }
  }

  @Test
  void aStatelessActorHasNoRow(Scenario s) throws Exception {
    s.host(counter("counter").stateless());

    s.ok("counter", "add", "1");

    try (Database database = Database.of(s.proxy())) {
      assertThat(database.revision(s.system(), "counter")).isZero();
    }
  }
}
