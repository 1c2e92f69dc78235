package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithProxy
final class StateCanBeReadIT {
  @Test
  void throughItsRoute(Scenario s) throws Exception {
    s.host(counter("counter").action("label", call -> call.tag("colour", "blue")));
    s.ok("counter", "add", "5");
    s.ok("counter", "label");

    assertThat(Values.text(s.state("counter").getState())).isEqualTo("5");
    assertThat(s.state("counter").getTagsMap()).containsEntry("colour", "blue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "Get", "get_state", "getState", "GetState"})
  void throughABuiltInActionThatNeverReachesTheHost(String action, Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));
    s.ok("counter", "add", "5");

    assertThat(s.ok("counter", action)).isEqualTo("5");
    assertThat(host.received(action)).isEmpty();
  }

  @Test
  void unlessTheTypeHasAnActionOfThatName(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter").action("get", call -> call.reply("mine")));
    s.ok("counter", "add", "5");

    assertThat(s.ok("counter", "get")).isEqualTo("mine");
    assertThat(host.timesInvoked("get")).isEqualTo(1);
  }

  @Test
  void anActorWithoutStateHasNone(Scenario s) throws Exception {
    s.host(named("blank").withoutStateMessage());

    InvocationResponse response = s.send(s.request("blank", "get"));

    assertThat(response.hasValue()).isFalse();
    assertThat(s.state("blank").hasState()).isFalse();
  }

  @Test
  void namesInThePathMayBeEscaped(Scenario s) throws Exception {
    s.host(counter("a/b c'ü"));
    s.ok("a/b c'ü", "add", "3");

    assertThat(Values.text(s.state("a/b c'ü").getState())).isEqualTo("3");
  }

  @Test
  void thatOfAnUnknownActorIsNotFound(Scenario s) throws Exception {
    s.host(counter("counter"));

    HttpMessage answer =
        s.client().send("GET", "/api/v1/system/" + s.system() + "/actors/nobody", Map.of(), "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("ACTOR_NOT_FOUND").contains("nobody");
  }
}
