package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.ServiceInfo;
import io.spawn.Status;
import io.spawn.actors.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithProxy
final class RegistrationIT {
  private static RegistrationRequest request(Scenario s, ActorScript... actors) {
    RegistrationRequest.Builder request =
        RegistrationRequest.newBuilder().setServiceInfo(ServiceInfo.getDefaultInstance());
    request.getActorSystemBuilder().setName(s.system());
    for (ActorScript actor : actors) {
      request
          .getActorSystemBuilder()
          .getRegistryBuilder()
          .putActors(actor.name(), actor.definition(s.system()));
    }
    return request.build();
  }

  private static Refusal refused(Scenario s, ActorScript... actors) throws Exception {
    var answer = s.client().register(request(s, actors));
    return Scenario.refusal(answer.http(), answer.body().getStatus());
  }

  @Test
  void aRegistrationIsAcceptedWithTheProxysName(Scenario s) throws Exception {
    RegistrationResponse response = s.client().register(request(s, counter("counter"))).body();

    assertThat(response.getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(response.getStatus().getMessage()).isEqualTo("Accepted");
    assertThat(response.getProxyInfo().getProtocolMajorVersion()).isEqualTo(1);
    assertThat(response.getProxyInfo().getProtocolMinorVersion()).isEqualTo(2);
    assertThat(response.getProxyInfo().getProxyName()).isNotBlank();
    assertThat(response.getProxyInfo().getProxyVersion()).isNotBlank();
  }

  @Test
  void whatIsAbsentHasDefaults(Scenario s) throws Exception {
    s.host(
        counter("counter")
            .define(definition -> definition.clearSettings().clearState().clearMetadata()));

    assertThat(s.ok("counter", "read")).isEqualTo("0");
  }

  @Test
  void anUnknownKindIsNamed(Scenario s) throws Exception {
    s.host(
        counter("counter")
            .define(definition -> definition.getSettingsBuilder().setKind(Kind.UNKNOW_KIND)));

    assertThat(s.ok("counter", "add", "1")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(names = {"POOLED", "TASK", "PROJECTION"})
  void kindsThatAreNotServedAreLeftOutByName(Kind kind, Scenario s) throws Exception {
    s.host(
        counter("fine"),
        counter("special").define(definition -> definition.getSettingsBuilder().setKind(kind)));
    var answer =
        s.client()
            .register(
                request(
                    s,
                    counter("fine"),
                    counter("special")
                        .define(definition -> definition.getSettingsBuilder().setKind(kind))));

    assertThat(answer.body().getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(answer.body().getStatus().getMessage())
        .startsWith(
            "Accepted; KIND_NOT_SUPPORTED: not registered: %s/special (kind %s is not served"
                .formatted(s.system(), kind));
    assertThat(s.ok("fine", "add", "1")).isEqualTo("1");
    assertThat(s.refused("special", "read").code()).isEqualTo("KIND_NOT_SUPPORTED");
    s.proxy()
        .awaitLog(
            log ->
                assertThat(log)
                    .anyMatch(
                        line ->
                            line.contains(" WARN ")
                                && line.contains(s.system() + "/special (kind " + kind)));
  }

  @Test
  void aTypeWithATagOfOursThatIsUnknownIsLeftOutAlone(Scenario s) throws Exception {
    ActorScript odd =
        counter("odd")
            .define(actor -> actor.getMetadataBuilder().putTags("delivery", "exactly-once"));
    s.host(counter("fine"));

    var answer = s.client().register(request(s, counter("fine"), odd));

    assertThat(answer.body().getStatus().getMessage())
        .startsWith("Accepted; INVALID_REGISTRATION: not registered: %s/odd".formatted(s.system()));
    assertThat(s.ok("fine", "add", "1")).isEqualTo("1");
    assertThat(s.refused("odd", "read").message())
        .contains("metadata.tags.delivery is 'exactly-once'", "at-most-once, at-least-once");
  }

  @Test
  void thatATypeLosesItsStateWhenItIsPassivatedIsSaidAtRegistration(Scenario s) throws Exception {
    s.host(counter("fleeting").stateless());

    s.proxy()
        .awaitLog(
            log ->
                assertThat(log)
                    .anyMatch(
                        line ->
                            line.contains(
                                "fleeting (NAMED, not stateful: states in memory only)")));
  }

  @Test
  void whatIsRegisteredIsOneLineOnceAndAnotherIfItChanges(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.client().register(request(s, counter("counter")));
    s.client().register(request(s, counter("counter")));
    s.client().register(request(s, counter("counter").passivateAfter(5_000)));

    String type = s.system() + "/counter (NAMED)";
    s.proxy()
        .awaitLog(
            log ->
                assertThat(
                        log.stream().filter(line -> line.contains("INFO") && line.contains(type)))
                    .satisfiesExactly(
                        line -> assertThat(line).contains("Registered"),
                        line -> assertThat(line).contains("Registered anew and changed")));
  }

  @Test
  void aRefusalIsOneWarningHoweverOftenTheHostTries(Scenario s) throws Exception {
    for (int i = 0; i < 3; i++) {
      refused(s, counter("bad-" + s.system()).passivateAfter(-1));
    }

    s.proxy()
        .awaitLog(
            log ->
                assertThat(log.stream().filter(line -> line.contains("bad-" + s.system())))
                    .singleElement()
                    .asString()
                    .contains(" WARN ", "INVALID_REGISTRATION"));
  }

  @Test
  void aBadDefinitionRefusesAllAndNamesActorAndField(Scenario s) throws Exception {
    Refusal negative = refused(s, counter("fine"), counter("bad").passivateAfter(-1));
    Refusal timers =
        refused(s, named("bad").timer("tick", 100, call -> {}).timer("tick", 200, call -> {}));

    assertThat(negative.code()).isEqualTo("INVALID_REGISTRATION");
    assertThat(negative.message()).contains("bad").contains("deactivation");
    assertThat(timers.code()).isEqualTo("INVALID_REGISTRATION");
    assertThat(timers.message()).contains("bad").contains("tick");
    assertThat(s.refused("fine", "read").code()).isEqualTo("ACTOR_NOT_FOUND");
  }

  @Test
  void aRepeatedRegistrationChangesNothing(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter").action("init", call -> {}));
    s.ok("counter", "add", "5");

    host.register();
    host.register();

    assertThat(s.ok("counter", "add", "5")).isEqualTo("10");
    assertThat(host.timesInvoked("init")).isEqualTo(1);
  }

  @Test
  void aLaterRegistrationReplacesTheActionsOfALiveActor(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.ok("counter", "add", "5");

    s.host(counter("counter").action("triple", call -> call.newState("15").reply("15")));

    assertThat(s.ok("counter", "triple")).isEqualTo("15");
    assertThat(s.ok("counter", "read")).isEqualTo("15");
  }

  @Test
  void actorsOfAnEarlierRegistrationStay(Scenario s) throws Exception {
    s.registerOnly(counter("first"));

    s.host(counter("second"), counter("first"));

    assertThat(s.ok("first", "add", "1")).isEqualTo("1");
    assertThat(s.ok("second", "add", "1")).isEqualTo("1");
  }

  @Test
  void severalSystemsOfOneHostAreServed(Scenario s) throws Exception {
    String other = s.system() + "-b";
    s.host(counter("counter"));
    s.ok("counter", "add", "1");
    s.hostOf(other, Sdk.NODE, counter("counter"));

    var request = s.request("counter", "read");
    request.getSystemBuilder().setName(other);
    request.getActorBuilder().getIdBuilder().setSystem(other);

    assertThat(s.ok(request)).isEqualTo("0");
  }

  @Test
  void aRegisterRefSpawnsOnTheFlyAndCostsNothingLater(Scenario s) throws Exception {
    s.host(unnamed("account").counting());
    var add = s.request("ada", "add").setRegisterRef("account").setValue(Values.any("1"));

    assertThat(s.ok(add)).isEqualTo("1");
    assertThat(s.ok(add)).isEqualTo("2");
    assertThat(s.ok(s.request("ada", "account", "read"))).isEqualTo("2");
  }

  @Test
  void aRegisterRefThatIsUnknownFallsBackToTheParent(Scenario s) throws Exception {
    ScriptedHost host = s.host(Sdk.GO, unnamed("account").counting());

    assertThat(host.invoke("ada", "account", "add", "3")).isEqualTo("3");
    assertThat(host.received("add").getFirst().getActor().getParent()).isEqualTo("account");
  }
}
