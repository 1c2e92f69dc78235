package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SdkException;
import io.spawn.InvocationResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hosts of all SDKs work unchanged, each with its own habits. */
@WithProxy
final class EverySdkIsServedIT {
  @ParameterizedTest
  @EnumSource
  void actorsOfAnSdkKeepTheStateTheyReturn(Sdk sdk, Scenario s) throws Exception {
    s.host(sdk, counter("counter"));

    assertThat(s.ok("counter", "add", "5")).isEqualTo("5");
    assertThat(s.ok("counter", "add", "37")).isEqualTo(sdk.returnsState() ? "42" : "37");
    assertThat(s.ok("counter", "read")).isEqualTo(sdk.returnsState() ? "42" : "0");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUST")
  void callsOfAnSdkReachNamedAndUnnamedActors(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host = s.host(sdk, counter("counter"), unnamed("account").counting());
    s.spawn("account", "ada");

    assertThat(host.invoke("counter", "", "add", "1")).isEqualTo("1");
    assertThat(host.invoke("ada", "account", "add", "2")).isEqualTo("2");
    assertThat(host.invoke("counter", "", "add", "3")).isEqualTo("4");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUST")
  void callsOfAnSdkLearnOfFailures(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host = s.host(sdk, counter("counter"));

    assertThatThrownBy(() -> host.invoke("counter", "", "fail", ""))
        .isInstanceOf(SdkException.class);
    assertThatThrownBy(() -> host.invoke("counter", "", "nonsense", ""))
        .isInstanceOf(SdkException.class);
    assertThatThrownBy(() -> host.invoke("nobody", "", "add", "1"))
        .isInstanceOf(SdkException.class);
    assertThat(host.timesInvoked("fail")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anActionThatFailsIsAnErrorAndTheActorLivesOn(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host = s.host(sdk, counter("counter").initialState("7"));

    assertThat(s.refused("counter", "fail").code()).startsWith("HOST_");
    assertThat(s.ok("counter", "read")).isEqualTo("7");
    assertThat(host.timesInvoked("fail")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anActorWithoutStateIsInitialisedAndCalled(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host =
        s.host(sdk, counter("counter").withoutStateMessage().action("init", call -> {}));

    assertThat(s.ok("counter", "add", "1")).isEqualTo("1");
    assertThat(host.received("init")).hasSize(1);
    assertThat(host.received("init").getFirst().getCurrentContext().hasState()).isFalse();
    assertThat(host.isListening()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatAnActionDoesNotReturnTheCallerDoesNotGet(Sdk sdk, Scenario s) throws Exception {
    s.host(
        sdk, named("quiet").action("silent", call -> {}).action("noop", call -> call.replyNoop()));

    InvocationResponse silent = s.send(s.request("quiet", "silent"));
    InvocationResponse noop = s.send(s.request("quiet", "noop"));

    if (sdk == Sdk.JAVA) {
      assertThat(silent.getValue().getTypeUrl()).endsWith("Noop");
      assertThat(noop.getValue().getTypeUrl()).endsWith("Noop");
    } else {
      assertThat(silent.hasValue() || silent.hasNoop()).isFalse();
      assertThat(noop.hasNoop()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void workflowsRun(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host =
        s.host(
            sdk,
            named("origin")
                .action("tell", call -> call.effect("target", "effected", "e").reply("told"))
                .action("pipe", call -> call.pipe("target", "upper").reply("out"))
                .action("forward", call -> call.forward("target", "upper").reply("out"))
                .action("shout", call -> call.broadcast("news-" + sdk, "b").reply("shouted")),
            named("target")
                .action("effected", call -> {})
                .action("upper", call -> call.reply("<" + call.input() + ">"))
                .action("receive", call -> {})
                .channel("news-" + sdk, null));

    assertThat(s.ok("origin", "tell", "in")).isEqualTo("told");
    assertThat(s.ok("origin", "pipe", "in")).isEqualTo("<out>");
    assertThat(s.ok("origin", "forward", "in")).isEqualTo("<in>");
    assertThat(s.ok("origin", "shout", "in")).isEqualTo("shouted");
    await().until(() -> host.timesInvoked("effected") == 1 && host.timesInvoked("receive") == 1);
  }

  @ParameterizedTest
  @EnumSource
  void timersTick(Sdk sdk, Scenario s) throws Exception {
    ScriptedHost host = s.host(sdk, named("clock").timer("tick", 50, call -> {}));

    await().until(() -> host.timesInvoked("tick") >= 2);
    s.host(sdk, named("clock"));
  }
}
