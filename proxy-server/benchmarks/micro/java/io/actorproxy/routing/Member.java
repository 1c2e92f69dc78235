package io.actorproxy.routing;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Kind;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.delivery.MessageRules;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.delivery.OutboxConfig;
import io.actorproxy.delivery.Owner;
import io.actorproxy.entity.CallCycles;
import io.actorproxy.entity.Durability;
import io.actorproxy.entity.EntityConfig;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.entity.InFlight;
import io.actorproxy.host.HostCallback;
import io.actorproxy.host.HostClient;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.DeliveryPolicy;
import io.actorproxy.invocation.Failure;
import io.actorproxy.loops.PartitionLoop;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.micro.Sample;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.pubsub.PubsubDispatcher;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.InstanceCache;
import io.actorproxy.registry.InstanceRoom;
import io.actorproxy.registry.LookupReader;
import io.actorproxy.registry.LookupWriter;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.state.StateConfig;
import io.actorproxy.state.StateManager;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.memory.MemoryStoreDriver;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.supervision.SupervisorConfig;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.actorproxy.workflow.EffectRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * A proxy without network, clock ticks and other threads: one partition whose loop runs tasks at
 * once, before a host that answers at once, always the same.
 */
final class Member {
  private static final StateStore STORE =
      new MemoryStoreDriver().open(new StoreSettings(Path.of(""), 1 << 20, Map.of()));

  final Router router;
  final EntitySupervisor supervisor;
  final RegisteredType type;

  /** Runs a task where it is given. */
  private record InlineLoop() implements PartitionLoop {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean isCurrent() {
      return true;
    }
  }

  /** A member with one type of actors, none of them active yet. */
  Member(int actors) {
    TimeSource time = TimeSource.SYSTEM;
    TimerWheel wheel = new TimerWheel(time);
    Pubsub pubsub = new Pubsub();
    ActorRegistry registry = new ActorRegistry(pubsub);
    InstanceRoom room = new InstanceRoom(pubsub, actors, Long.MAX_VALUE, time);
    InstanceCache cache = new InstanceCache(registry, pubsub, room, Long.MAX_VALUE / 2, time);
    StoreHealth health = new StoreHealth(time, 10_000);
    StateManager state =
        new StateManager(
            STORE, (_, _) -> List.of(), new StateConfig(1, 1, 1, 1, 0, 10_000), time, health);
    OutboxConfig messages =
        new OutboxConfig(16, 100, 1, 1 << 20, 1 << 20, 1, 1_000, 1_000, 1_000, 1_000, 0, 1, false);
    MessageRules rules = new MessageRules(DeliveryPolicy.AT_MOST_ONCE, 1, 1, 1, 1, 0);
    Outbox outbox =
        new Outbox(
            STORE.messages(),
            Owner.alone(time, new Random(1)),
            messages,
            rules,
            time,
            new Random(1),
            MemoryBudget.unlimited(),
            Member::refuse);
    HostClient host = new InstantHost(Sample.hostReply().toByteString());
    EntityServices services =
        new EntityServices(
            new EntityConfig(
                Durability.SNAPSHOT, 100, 60_000, 30_000, 1 << 20, 1_000, 60_000, 0, 1, 1, 5_000, 0),
            new InlineLoop(),
            wheel,
            time,
            new Random(1),
            host,
            host,
            state,
            health,
            new EffectRunner(Member::refuse, new PubsubDispatcher(new Pubsub()), 32, 1_000),
            outbox,
            new InFlight(1_000, new MemoryBudget(1 << 20, 0)),
            new CallCycles(),
            (_, _, _, _, _, _) -> {});
    supervisor =
        new EntitySupervisor(
            List.of(services), new SupervisorConfig(actors + 1, 4, true, 1_000, 1_000));
    registry.register(
        new ActorType(
            Sample.SYSTEM,
            Sample.TYPE,
            Kind.UNNAMED,
            false,
            Set.of(Sample.ACTION),
            List.of(),
            List.of(),
            0,
            0,
            ActorStateMessage.EMPTY,
            HostFormat.PROTOBUF,
            Optional.empty(),
            OptionalLong.empty()));
    RegisteredType registered = registry.type(Sample.SYSTEM, Sample.TYPE);
    if (registered == null) {
      throw new IllegalStateException("the type is not registered");
    }
    type = registered;
    LookupStore lookups = STORE.lookups();
    SpawnedInstances instances =
        new SpawnedInstances(
            registry,
            cache,
            room,
            lookups,
            new LookupReader(lookups, 1, Duration.ofSeconds(1), Runnable::run),
            new LookupWriter(lookups, actors, 1, Duration.ofSeconds(1), Runnable::run),
            1);
    for (int number = 0; number < actors; number++) {
      instances.called(id(number), false);
    }
    router =
        new Router(
            new RoutingConfig(60_000, 0),
            time,
            new RequestAdmission(Authorizer.ALLOW_ALL),
            new ActorLocator(registry, instances, ForeignTypes.NONE),
            supervisor,
            outbox,
            new StartupGrace(0, time, Runnable::run, wheel),
            new StoreGate(time, Runnable::run, wheel));
  }

  static ActorId id(int number) {
    return new ActorId(Sample.SYSTEM, Sample.TYPE, "counter-%06d".formatted(number));
  }

  private static void refuse(Object... nothing) {
    throw new IllegalStateException("no actor calls others here");
  }

  /** Answers each call with the same bytes, after the request was measured as for sending. */
  record InstantHost(ByteString reply) implements HostClient {
    @Override
    public void call(
        WireMessage request, long sendWithinMillis, long replyWithinMillis, HostCallback callback) {
      if (request.size() == 0) {
        throw new IllegalStateException("an empty request");
      }
      callback.onReply(reply);
    }

    @Override
    public void withdrawRefused() {}

    @Override
    public void onUnusableReply(Failure failure) {
      throw new IllegalStateException(failure.toString());
    }
  }
}
