package io.actorproxy.system;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.registry.FakeLookupStore;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.routing.RoutingHarness;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.Channel;
import io.spawn.actors.FixedTimerAction;
import io.spawn.actors.Kind;
import io.spawn.actors.Metadata;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class RegistrarTest {
  private final FakeLookupStore store = new FakeLookupStore();
  private Proxy proxy = new Proxy(store);

  /** One proxy on the store; another one is what a restart makes. */
  private static final class Proxy {
    private final RoutingHarness routing;
    private final RememberedRegistrations remembered;
    private final Registrar registrar;

    Proxy(FakeLookupStore store) {
      this.routing = new RoutingHarness(10, store);
      this.remembered =
          new RememberedRegistrations(routing.lookups().writer(), "app", "member", 3, 10_000);
      this.registrar =
          new Registrar(
              routing.registry(),
              routing.instances(),
              routing.actors().supervisor(),
              remembered,
              Runnable::run,
              TimeSource.SYSTEM,
              () -> {});
    }

    void register(Actor... actors) {
      registrar.register(request("sys", actors));
      routing.drain();
    }

    List<String> log() {
      return routing.actors().host().log();
    }
  }

  private void restart() throws StoreException {
    proxy = new Proxy(store);
    proxy.registrar.revive(proxy.remembered.load(store));
    proxy.routing.settled();
  }

  @Test
  void whatWasRegisteredCanBeCalledAfterARestart() throws Exception {
    proxy.register(actor("counter", Kind.NAMED));

    restart();
    proxy.routing.call(call("counter", "add").build());

    assertThat(proxy.log()).containsExactly("add");
  }

  @Test
  void theTypesThatAreKnownAfterARestartAreCounted() throws Exception {
    proxy.register(actor("counter", Kind.NAMED));

    try (var log = new RecordedLog(Registrar.class.getName(), Level.INFO)) {
      restart();

      assertThat(log.lines()).containsExactly("INFO Types known from earlier registrations: 1");
    }
  }

  @Test
  void typesOfEarlierRegistrationsAreRememberedWithThoseOfLaterOnes() throws Exception {
    proxy.register(actor("first", Kind.NAMED), actor("second", Kind.NAMED));
    restart();
    proxy.register(actor("second", Kind.NAMED, "tick"), actor("third", Kind.NAMED));

    restart();

    assertThat(proxy.routing.registry().typeCount()).isEqualTo(3);
    assertThat(proxy.routing.registry().type("sys", "second"))
        .isNotNull()
        .satisfies(type -> assertThat(type.type().timers()).hasSize(1));
  }

  @Test
  void actorsOfSeveralSystemsInOneRegistrationAreRememberedUnderTheirOwn() throws Exception {
    Actor.Builder elsewhere = actor("there", Kind.NAMED).toBuilder();
    elsewhere.getIdBuilder().setSystem("other");
    proxy.register(actor("here", Kind.NAMED), elsewhere.build());

    restart();

    assertThat(proxy.routing.registry().type("sys", "here")).isNotNull();
    assertThat(proxy.routing.registry().type("other", "there")).isNotNull();
    assertThat(store.registrations("app", "member"))
        .extracting(LookupStore.Registration::system)
        .containsExactly("other", "sys");
  }

  @Test
  void theSameRegistrationIsWrittenOnce() throws Exception {
    proxy.register(actor("counter", Kind.NAMED), actor("user", Kind.UNNAMED, "tick"));
    proxy.register(actor("user", Kind.UNNAMED, "tick"), actor("counter", Kind.NAMED));
    restart();
    proxy.register(actor("counter", Kind.NAMED));

    assertThat(store.registrationsWritten()).isEqualTo(1);
  }

  @Test
  void aRegistrationIsTakenWhileTheStoreIsAwayAndRememberedLater() throws Exception {
    store.goDown();
    proxy.routing.holdRecordings();
    proxy.register(actor("counter", Kind.NAMED));
    proxy.routing.record();
    assertThat(proxy.routing.registry().typeCount()).isEqualTo(1);
    store.comeUp();
    proxy.routing.record();

    restart();

    assertThat(proxy.routing.registry().typeCount()).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadIsLeftOut() throws Exception {
    proxy.register(actor("counter", Kind.NAMED));
    store.putRegistration(
        new LookupStore.Registration("broken", "app", "member", new byte[] {10, 127}));
    store.putRegistration(
        new LookupStore.Registration(
            "wrong", "app", "member", request("wrong", actor("", Kind.NAMED)).toByteArray()));

    restart();

    assertThat(proxy.routing.registry().typeCount()).isEqualTo(1);
  }

  @Test
  void otherAppsAndMembersAreNotRevived() throws Exception {
    proxy.register(actor("counter", Kind.NAMED));
    byte[] content = store.registrations("app", "member").getFirst().content();
    store.putRegistration(new LookupStore.Registration("sys", "other", "member", content));
    store.putRegistration(new LookupStore.Registration("sys", "app", "other", content));

    assertThat(
            new RememberedRegistrations(
                    proxy.routing.lookups().writer(), "nobody", "member", 3, 10_000)
                .load(store))
        .isEmpty();
  }

  @Test
  void nothingRunsByItselfBeforeTheHostIsThere() throws Exception {
    proxy.register(actor("clock", Kind.NAMED, "tick"));
    restart();
    proxy.routing.actors().advance(2_000);
    assertThat(proxy.log()).isEmpty();
    assertThat(proxy.registrar.isAsleep()).isTrue();

    proxy.registrar.wakeUp();
    proxy.routing.actors().advance(520);

    assertThat(proxy.log()).containsExactly("tick");
    assertThat(proxy.registrar.isAsleep()).isFalse();
  }

  @Test
  void aHostThatRegistersAgainIsThere() throws Exception {
    proxy.register(actor("clock", Kind.NAMED, "tick"));
    restart();

    proxy.register(actor("clock", Kind.NAMED, "tick"));
    proxy.routing.actors().advance(520);

    assertThat(proxy.log()).containsExactly("tick");
  }

  @Test
  void timersOfRecordedInstancesRunAgainWithoutACall() throws Exception {
    proxy.register(actor("clock", Kind.UNNAMED, "tick"));
    proxy.routing.call(call("ada", "add").registerRef("clock").build());
    restart();

    proxy.registrar.wakeUp();
    proxy.routing.actors().advance(520);

    assertThat(proxy.log()).containsExactly("tick");
  }

  @Test
  void timersRunAgainThoughOnlyTheInstancesWereRemembered() throws Exception {
    proxy.register(actor("clock", Kind.UNNAMED, "tick"));
    proxy.routing.call(call("ada", "add").registerRef("clock").build());
    proxy = new Proxy(store);

    proxy.register(actor("clock", Kind.UNNAMED, "tick"));
    proxy.routing.actors().advance(520);

    assertThat(proxy.log()).containsExactly("tick");
  }

  @Test
  void recordedInstancesListenAgainAfterARestart() throws Exception {
    proxy.register(listener());
    proxy.routing.call(call("ada", "add").registerRef("fan").build());

    restart();

    assertThat(subscribers()).containsExactly("ada");
  }

  @Test
  void recordedInstancesListenBeforeTheRegistrationOfTheirTypeIsAnswered() throws Exception {
    store.addInstances(List.of(new ActorKey("sys", "fan", "ada")));

    CompletionStage<?> answered = proxy.registrar.register(request("sys", listener()));

    assertThat(answered).isCompleted();
    assertThat(subscribers()).containsExactly("ada");
  }

  @Test
  void instancesThatCannotBeReadListenAndTickOnceTheStoreIsThere() throws Exception {
    Actor fan =
        listener().toBuilder()
            .addAllTimerActions(actor("x", Kind.UNNAMED, "tick").getTimerActionsList())
            .build();
    store.addInstances(List.of(new ActorKey("sys", "fan", "ada")));
    store.goDown();
    proxy.registrar.register(request("sys", fan));
    proxy.registrar.catchUp();
    assertThat(subscribers()).isEmpty();
    store.comeUp();

    proxy.registrar.catchUp();
    proxy.routing.actors().advance(520);

    assertThat(subscribers()).containsExactly("ada");
    assertThat(proxy.log()).containsExactly("tick");
  }

  private List<String> subscribers() {
    return proxy.routing.pubsub().subscribersOf("sys", "news").stream()
        .map(subscriber -> subscriber.actor().name())
        .toList();
  }

  private static Actor listener() {
    return actor("fan", Kind.UNNAMED).toBuilder()
        .setMetadata(
            Metadata.newBuilder()
                .addChannelGroup(Channel.newBuilder().setTopic("news").setAction("add")))
        .build();
  }

  @Test
  void aTypeThatIsNotServedIsLeftOutAndItsCallersHearWhyAlsoAfterARestart() throws Exception {
    proxy.register(actor("counter", Kind.NAMED), actor("pool", Kind.POOLED));
    assertThat(codeOfCallTo("pool")).isEqualTo(ErrorCode.KIND_NOT_SUPPORTED);

    restart();

    assertThat(codeOfCallTo("pool")).isEqualTo(ErrorCode.KIND_NOT_SUPPORTED);
    proxy.routing.call(call("counter", "add").build());
    assertThat(proxy.log()).containsExactly("add");

    proxy.register(actor("pool", Kind.NAMED));
    proxy.routing.call(call("pool", "add").build());
    assertThat(proxy.log()).containsExactly("add", "add");
  }

  @Test
  void aRegistrationOfMoreThanMayBeKnownChangesNothing() throws Exception {
    proxy.register(actor("a", Kind.NAMED), actor("b", Kind.POOLED));

    assertThatThrownBy(() -> proxy.register(actor("c", Kind.NAMED), actor("d", Kind.NAMED)))
        .hasMessageContaining("PROXY_MAX_TYPES");
    assertThatThrownBy(() -> proxy.register(actor("c", Kind.NAMED, "t".repeat(10_000))))
        .hasMessageContaining("PROXY_MAX_TYPE_BYTES");

    assertThat(proxy.routing.registry().type("sys", "c")).isNull();
    proxy.register(actor("a", Kind.NAMED), actor("b", Kind.POOLED), actor("c", Kind.NAMED));
    assertThat(proxy.routing.registry().type("sys", "c")).isNotNull();
  }

  private @Nullable ErrorCode codeOfCallTo(String name) {
    return proxy.routing.call(call(name, "add").build()).code();
  }

  // --- helpers

  private static Actor actor(String name, Kind kind, String... timers) {
    Actor.Builder actor =
        Actor.newBuilder()
            .setSettings(ActorSettings.newBuilder().setKind(kind).setStateful(true))
            .addActions(Action.newBuilder().setName("add"));
    actor.getIdBuilder().setName(name);
    for (String timer : timers) {
      actor.addTimerActions(
          FixedTimerAction.newBuilder()
              .setSeconds(500)
              .setAction(Action.newBuilder().setName(timer)));
    }
    return actor.build();
  }

  private static RegistrationRequest request(String system, Actor... actors) {
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName(system);
    for (Actor actor : actors) {
      request
          .getActorSystemBuilder()
          .getRegistryBuilder()
          .putActors(actor.getId().getName(), actor);
    }
    return request.build();
  }
}
