package io.actorproxy.system;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.ownership.FakeOwnership;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.routing.RoutingHarness;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.time.TimeSource;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.Channel;
import io.spawn.actors.FixedTimerAction;
import io.spawn.actors.Kind;
import io.spawn.actors.Metadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What begins by itself when this process runs actors that another member ran until now. */
final class GainedActorsTest {
  private final FakeOwnership ownership = new FakeOwnership();
  private final RoutingHarness routing = new RoutingHarness(ownership);
  private final ActorHarness actors = routing.actors();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final Registrar registrar =
      new Registrar(
          routing.registry(),
          routing.instances(),
          actors.supervisor(),
          new RememberedRegistrations(routing.lookups().writer(), "app", "member", 3, 10_000),
          background::add,
          TimeSource.SYSTEM,
          () -> {});

  GainedActorsTest() {
    ownership.lose();
  }

  @Test
  void namedActorsAreActivatedAndTick() {
    register(type("clock", Kind.NAMED));
    actors.advance(2_000);
    assertThat(actors.supervisor().activations()).isZero();

    gain();
    registrar.onGained(actor -> actor.equals(ActorId.named("sys", "clock")));
    runInBackground();
    actors.advance(50);
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    actors.advance(520);
    assertThat(actors.host().log()).containsExactly("tick");
  }

  @Test
  void otherActorsAreLeftAlone() {
    register(type("clock", Kind.NAMED));
    gain();
    registrar.onGained(actor -> actor.name().equals("other"));
    runInBackground();
    actors.advance(2_000);
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void timersContinueOfInstancesThatAreNotInMemory() throws Exception {
    register(type("user", Kind.UNNAMED));
    routing
        .lookups()
        .store()
        .addInstances(
            IntStream.range(0, 2_500).mapToObj(i -> new ActorKey("sys", "user", "u" + i)).toList());
    gain();
    registrar.onGained(actor -> actor.name().equals("u7") || actor.name().equals("u2007"));
    runInBackground();
    actors.advance(520);
    assertThat(actors.host().log()).containsExactly("tick", "tick");
  }

  @Test
  void whatIsGainedWhileInstancesAreReadIsReadAllAtOnce() throws Exception {
    register(type("user", Kind.UNNAMED));
    routing.lookups().store().addInstances(List.of(new ActorKey("sys", "user", "joe")));
    gain();
    registrar.onGained(_ -> false);
    assertThat(background).hasSize(1);
    List<ActorId> asked = new ArrayList<>();
    registrar.onGained(_ -> false);
    registrar.onGained(asked::add);
    assertThat(background).hasSize(1);
    runInBackground();
    assertThat(asked).containsExactly(new ActorId("sys", "user", "joe"));
  }

  @Test
  void typesThatWaitForTheHostBeginWhenItIsThere() throws Exception {
    registrar.revive(List.of(request(type("clock", Kind.NAMED, 3_600_000))));
    gain();
    ownership.present().attendedUntil(0);
    registrar.onGained(_ -> true);
    runInBackground();
    actors.advance(2_000);
    assertThat(actors.host().log()).isEmpty();

    registrar.wakeUp();
    runInBackground();
    actors.advance(1_100);
    assertThat(actors.host().log()).as("the tick that was due before").containsExactly("tick");
  }

  @Test
  void anInstanceThatAnotherMemberHasSpawnedGetsBroadcastsOfThisOne() throws Exception {
    ownership.answers("other", FakeOwnership.Answer.YES);
    register(
        type("fan", Kind.UNNAMED).toBuilder()
            .setSettings(ActorSettings.newBuilder().setKind(Kind.UNNAMED).setStateful(true))
            .setMetadata(
                Metadata.newBuilder().addChannelGroup(Channel.newBuilder().setTopic("news")))
            .build());
    routing.lookups().store().addInstances(List.of(new ActorKey("sys", "fan", "joe")));
    registrar.catchUp();
    registrar.catchUp();
    assertThat(routing.pubsub().subscribersOf("sys", "news"))
        .extracting(Pubsub.Subscriber::actor)
        .containsExactly(new ActorId("sys", "fan", "joe"));
  }

  @Test
  void callsStillReachTheActors() {
    register(type("clock", Kind.NAMED));
    gain();
    routing.call(call("clock", "add").build());
    assertThat(actors.host().log()).containsExactly("add");
  }

  // --- steps

  private void register(Actor... types) {
    registrar.register(request(types));
    runInBackground();
    routing.settled();
  }

  private void gain() {
    ownership.gain().attendedUntil(Long.MAX_VALUE);
  }

  private void runInBackground() {
    while (!background.isEmpty()) {
      background.remove().run();
    }
    routing.drain();
  }

  private static Actor type(String name, Kind kind) {
    return type(name, kind, 500);
  }

  private static Actor type(String name, Kind kind, int period) {
    Actor.Builder actor =
        Actor.newBuilder()
            .setSettings(ActorSettings.newBuilder().setKind(kind).setStateful(true))
            .addActions(Action.newBuilder().setName("add"))
            .addTimerActions(
                FixedTimerAction.newBuilder()
                    .setSeconds(period)
                    .setAction(Action.newBuilder().setName("tick")));
    actor.getIdBuilder().setName(name);
    return actor.build();
  }

  private static RegistrationRequest request(Actor... types) {
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName("sys");
    for (Actor type : types) {
      request.getActorSystemBuilder().getRegistryBuilder().putActors(type.getId().getName(), type);
    }
    return request.build();
  }
}
