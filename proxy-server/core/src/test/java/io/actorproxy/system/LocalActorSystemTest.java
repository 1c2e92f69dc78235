package io.actorproxy.system;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.ownership.ForeignTypes.Answer;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.routing.RoutingHarness;
import io.actorproxy.time.TimeSource;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.ActorState;
import io.spawn.actors.ActorSystem.Builder;
import io.spawn.actors.Channel;
import io.spawn.actors.Kind;
import io.spawn.actors.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LocalActorSystemTest {
  private static final Principal CLIENT = new Principal.Client("alice");

  private Executor background = Runnable::run;
  private final RoutingHarness routing = new RoutingHarness(10);
  private final LocalActorSystem system =
      new LocalActorSystem(
          routing.registry(),
          routing.instances(),
          new Registrar(
              routing.registry(),
              routing.instances(),
              routing.actors().supervisor(),
              new RememberedRegistrations(routing.lookups().writer(), "app", "member", 3, 10_000),
              task -> background.execute(task),
              TimeSource.SYSTEM,
              () -> {}),
          routing.admission(),
          routing.router(),
          foreign());

  private final Map<String, Answer> elsewhere = new HashMap<>();

  private ForeignTypes foreign() {
    return new ForeignTypes() {
      @Override
      public boolean mayExist() {
        return true;
      }

      @Override
      public Answer isRegistered(String system, String type) {
        return elsewhere.getOrDefault(type, Answer.NO);
      }
    };
  }

  @Test
  void anInstanceOfATypeOfAnotherMemberIsRecordedHere() {
    elsewhere.put("user", Answer.YES);
    CompletionStage<SpawnOutcome> spawned = system.spawn(CLIENT, spawn("user", "joe"), 0);
    routing.drain();
    assertThat(spawned).isCompleted();
    assertThat(
            routing
                .lookups()
                .isRecorded(new io.actorproxy.invocation.ActorId("sys", "user", "joe")))
        .isTrue();
  }

  @Test
  void whetherOtherMembersHaveTheTypeMayNotBeKnownYet() {
    elsewhere.put("user", Answer.NOT_KNOWN_YET);
    assertThat(codeOf(system.spawn(CLIENT, spawn("user", "joe"), 0)))
        .isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
    assertThat(codeOf(system.spawn(CLIENT, spawn("dog", "rex"), 0)))
        .isEqualTo(ErrorCode.PARENT_NOT_REGISTERED);
  }

  private static ErrorCode codeOf(CompletionStage<?> stage) {
    return ((FailureException) stage.toCompletableFuture().exceptionNow()).failure().code();
  }

  @Test
  void registeringSpawningAndInvokingBringAnInstanceToLife() {
    register("user", Kind.UNNAMED, "zero");
    CompletionStage<SpawnOutcome> spawned = system.spawn(CLIENT, spawn("user", "joe"), 0);
    routing.drain();
    assertThat(spawned).isCompleted();
    RecordedReply reply = new RecordedReply();

    system.invoke(call("joe", "get").build(), reply);
    routing.drain();

    assertThat(reply.text()).isEqualTo("zero");
  }

  @Test
  void theStateCanBeLookedAt() throws Exception {
    register("counter", Kind.NAMED, "zero");

    CompletionStage<ByteString> state = system.stateOf(CLIENT, "sys", "", "counter");
    routing.drain();

    ActorState actorState = ActorState.parseFrom(state.toCompletableFuture().join());
    assertThat(actorState.getState()).isEqualTo(TextAny.message("zero"));
  }

  @Test
  void theStateOfNobodyIsNotFound() {
    assertThat(code(system.stateOf(CLIENT, "sys", "", "unknown")))
        .isEqualTo(ErrorCode.ACTOR_NOT_FOUND);
  }

  @Test
  void anInstanceNeedsAParentThatIsRegisteredAsUnnamed() {
    register("counter", Kind.NAMED, "zero");

    assertThat(code(system.spawn(CLIENT, spawn("ghost", "joe"), 0)))
        .isEqualTo(ErrorCode.PARENT_NOT_REGISTERED);
    assertThat(code(system.spawn(CLIENT, spawn("counter", "joe"), 0)))
        .isEqualTo(ErrorCode.PARENT_NOT_REGISTERED);
    assertThat(code(system.spawn(CLIENT, spawn("counter", ""), 0)))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void oneBadInstanceSpawnsNone() {
    register("user", Kind.UNNAMED, "zero");
    SpawnRequest two = spawn("user", "joe").toBuilder().addActors(id("ghost", "jane")).build();

    assertThat(code(system.spawn(CLIENT, two, 0))).isEqualTo(ErrorCode.PARENT_NOT_REGISTERED);
    assertThat(routing.instances().count()).isZero();
  }

  @Test
  void aRevisionThatIsNotThereIsRefused() {
    register("user", Kind.UNNAMED, "zero");

    CompletionStage<SpawnOutcome> spawned = system.spawn(CLIENT, spawn("user", "joe"), 3);
    routing.drain();

    assertThat(code(spawned)).isEqualTo(ErrorCode.REVISION_NOT_FOUND);
  }

  @Test
  void anInstanceGoesBackToTheNewestRevisionThatIsKeptAndItIsSaid() {
    register("user", Kind.UNNAMED, "zero");
    for (String state : new String[] {"1", "2", "3"}) {
      routing.call(call("joe", "add").registerRef("user").build());
      routing.actors().host().only().returns(state);
      routing.actors().commit();
    }

    CompletionStage<SpawnOutcome> older = system.spawn(CLIENT, spawn("user", "joe"), 2);
    routing.drain();
    routing.actors().commit();
    CompletionStage<SpawnOutcome> exact = system.spawn(CLIENT, spawn("user", "joe"), 1);
    routing.drain();
    routing.actors().commit();

    var joe = joe();
    assertThat(older)
        .isCompletedWithValue(new SpawnOutcome(List.of(new SpawnOutcome.Restored(joe, 2, 1))));
    assertThat(exact)
        .isCompletedWithValue(new SpawnOutcome(List.of(new SpawnOutcome.Restored(joe, 1, 1))));
  }

  @Test
  void aSpawnThatTheStoreDoesNotRecordIsAnsweredInTimeAndMayHappenAllTheSame() {
    register("user", Kind.UNNAMED, "zero");
    int timeouts = routing.actors().loop().wheel().size();
    routing.holdRecordings();
    CompletionStage<SpawnOutcome> spawned = system.spawn(CLIENT, spawn("user", "joe"), 0);
    CompletionStage<SpawnOutcome> restored = system.spawn(CLIENT, spawn("user", "jane"), 1);
    routing.drain();
    routing.actors().advance(59_000);
    assertThat(code(spawned)).isNull();
    routing.actors().advance(1_020);

    assertThat(code(spawned)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(code(restored)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    routing.record();
    assertThat(routing.lookups().isRecorded(joe())).isTrue();
    assertThat(routing.actors().loop().wheel().size()).isEqualTo(timeouts);
  }

  @Test
  void noTimeoutIsLeftOfWhatWasSpawned() {
    register("user", Kind.UNNAMED, "zero");
    int timeouts = routing.actors().loop().wheel().size();

    CompletionStage<SpawnOutcome> spawned = system.spawn(CLIENT, spawn("user", "joe"), 0);
    routing.drain();

    assertThat(spawned).isCompleted();
    assertThat(routing.actors().loop().wheel().size()).isEqualTo(timeouts);
  }

  @Test
  void aRegistrationWhoseSubscribersCannotBeReadIsAnsweredInTime() {
    background = _ -> {};
    CompletionStage<Registered> registered =
        system.register(CLIENT, request("user", Kind.UNNAMED, "zero", "news"));
    routing.drain();
    routing.actors().advance(59_000);
    assertThat(code(registered)).isNull();
    routing.actors().advance(1_020);

    assertThat(code(registered)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(routing.registry().type("sys", "user")).isNotNull();
  }

  @Test
  void aTypeCannotChangeItsKind() {
    register("user", Kind.UNNAMED, "zero");

    assertThat(code(system.register(CLIENT, request("user", Kind.NAMED, "zero"))))
        .isEqualTo(ErrorCode.INVALID_REGISTRATION);
  }

  @Test
  void whileDrainingNobodyRegistersOrSpawns() {
    register("user", Kind.UNNAMED, "zero");
    routing.admission().drain();

    assertThat(code(system.register(CLIENT, request("other", Kind.NAMED, "zero"))))
        .isEqualTo(ErrorCode.DRAINING);
    assertThat(code(system.spawn(CLIENT, spawn("user", "joe"), 0))).isEqualTo(ErrorCode.DRAINING);
  }

  @Test
  void aClientThatMayNotRegisterChangesNothing() {
    routing.authorizer().refuseRegistrationsIn("sys");

    CompletionStage<Registered> registered =
        system.register(CLIENT, request("other", Kind.NAMED, "zero"));

    assertThat(code(registered)).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(registered.toCompletableFuture().exceptionNow())
        .hasMessageContaining("the client 'alice' is not permitted a registration in sys");
    assertThat(routing.registry().type("sys", "other")).isNull();
  }

  @Test
  void aClientThatMayNotRegisterInTheSystemThatATypeNamesChangesNothing() {
    routing.authorizer().refuseRegistrationsIn("theirs");
    RegistrationRequest.Builder request = request("other", Kind.NAMED, "zero").toBuilder();
    Registry.Builder registry = request.getActorSystemBuilder().getRegistryBuilder();
    Actor.Builder theirs = registry.getActorsOrThrow("other").toBuilder();
    theirs.setId(io.spawn.actors.ActorId.newBuilder().setName("other").setSystem("theirs"));
    registry.putActors("other", theirs.build());

    assertThat(code(system.register(CLIENT, request.build())))
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(routing.registry().type("theirs", "other")).isNull();
  }

  @Test
  void oneInstanceThatAClientMayNotSpawnKeepsAllFromBeingSpawned() {
    register("user", Kind.UNNAMED, "zero");
    routing.authorizer().refuseSpawnsOf("jane");
    SpawnRequest two = spawn("user", "joe").toBuilder().addActors(id("user", "jane")).build();

    assertThat(code(system.spawn(CLIENT, two, 0))).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(routing.instances().count()).isZero();
  }

  @Test
  void aSpawnThatGoesBackToARevisionIsAskedAboutAsARestorationOfTheClient() {
    register("user", Kind.UNNAMED, "zero");
    routing.authorizer().refuse(Restoration.class::isInstance);

    CompletionStage<SpawnOutcome> spawned = system.spawn(CLIENT, spawn("user", "joe"), 1);
    routing.drain();

    assertThat(code(spawned)).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(routing.authorizer().asked()).allMatch(asked -> asked.principal().equals(CLIENT));
  }

  // --- helpers

  private static io.actorproxy.invocation.ActorId joe() {
    return new io.actorproxy.invocation.ActorId("sys", "user", "joe");
  }

  private void register(String name, Kind kind, String state) {
    assertThat(code(system.register(CLIENT, request(name, kind, state)))).isNull();
    routing.drain();
  }

  private static @Nullable ErrorCode code(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally()
        ? ((FailureException) stage.toCompletableFuture().exceptionNow()).failure().code()
        : null;
  }

  private static RegistrationRequest request(String name, Kind kind, String state) {
    return request(name, kind, state, "");
  }

  private static RegistrationRequest request(String name, Kind kind, String state, String topic) {
    Actor.Builder actor =
        Actor.newBuilder()
            .setSettings(ActorSettings.newBuilder().setKind(kind).setStateful(true))
            .setState(ActorState.newBuilder().setState(TextAny.message(state)))
            .addActions(Action.newBuilder().setName("add"));
    if (!topic.isEmpty()) {
      actor.getMetadataBuilder().addChannelGroup(Channel.newBuilder().setTopic(topic));
    }
    Builder actorSystem =
        io.spawn.actors.ActorSystem.newBuilder()
            .setName("sys")
            .setRegistry(Registry.newBuilder().putActors(name, actor.build()));
    return RegistrationRequest.newBuilder().setActorSystem(actorSystem).build();
  }

  private static SpawnRequest spawn(String parent, String name) {
    return SpawnRequest.newBuilder().addActors(id(parent, name)).build();
  }

  private static ActorId id(String parent, String name) {
    return ActorId.newBuilder().setSystem("sys").setParent(parent).setName(name).build();
  }
}
