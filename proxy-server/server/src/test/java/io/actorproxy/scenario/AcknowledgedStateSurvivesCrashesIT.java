package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import org.junit.jupiter.api.Test;

@WithProxy(own = true)
final class AcknowledgedStateSurvivesCrashesIT {
  private static ActorScript[] actors() {
    return new ActorScript[] {
      counter("counter").action("label", call -> call.tag("colour", "blue")),
      unnamed("account").counting()
    };
  }

  @Test
  void aKilledProxyGoesOnWhereItAcknowledged(Scenario s) throws Exception {
    s.host(actors());
    s.ok("counter", "add", "5");
    s.ok("counter", "add", "37");

    s.proxy().kill9();
    s.proxy().restart();
    s.host(actors());

    assertThat(s.ok("counter", "read")).isEqualTo("42");
  }

  @Test
  void instancesOfAnUnnamedActorSurviveAKilledProxy(Scenario s) throws Exception {
    s.host(actors());
    s.spawn("account", "ada", "bob");
    s.ok("ada", "add", "1");
    s.ok("bob", "add", "2");

    s.proxy().kill9();
    s.proxy().restart();
    s.host(actors());
    s.spawn("account", "ada", "bob");

    assertThat(s.ok("ada", "read")).isEqualTo("1");
    assertThat(s.ok("bob", "read")).isEqualTo("2");
  }

  @Test
  void tagsThatChangedAloneSurviveAKilledProxy(Scenario s) throws Exception {
    s.host(actors());
    s.ok("counter", "label");

    s.proxy().kill9();
    s.proxy().restart();
    var host = s.host(actors());
    s.ok("counter", "read");

    assertThat(host.received("read").getFirst().getCurrentContext().getTagsMap())
        .containsEntry("colour", "blue");
  }

  @Test
  void aProxyThatIsStoppedEndsWithStatusZero(Scenario s) throws Exception {
    s.host(actors());
    s.ok("counter", "add", "3");

    assertThat(s.proxy().stop()).isZero();

    s.proxy().restart();
    s.host(actors());
    assertThat(s.ok("counter", "read")).isEqualTo("3");
  }
}
