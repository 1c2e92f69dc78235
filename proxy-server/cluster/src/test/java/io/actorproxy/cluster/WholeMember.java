package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.definition.ActorType;
import io.actorproxy.delivery.SteppedOutbox;
import io.actorproxy.entity.CallCycles;
import io.actorproxy.entity.Durability;
import io.actorproxy.entity.EntityConfig;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.entity.InFlight;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.pubsub.PubsubDispatcher;
import io.actorproxy.registry.SteppedInstances;
import io.actorproxy.registry.SteppedLookups;
import io.actorproxy.routing.ActorLocator;
import io.actorproxy.routing.Authorizer;
import io.actorproxy.routing.RequestAdmission;
import io.actorproxy.routing.Router;
import io.actorproxy.routing.RoutingConfig;
import io.actorproxy.routing.StartupGrace;
import io.actorproxy.routing.StoreGate;
import io.actorproxy.state.SteppedState;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.supervision.SupervisorConfig;
import io.actorproxy.time.TimeSource;
import io.actorproxy.workflow.EffectRunner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process with all that the product runs of a member: the protocol, the router, the forwarding of
 * calls, the supervisor with its activations, and the outbox. Its threads, its connections, its
 * store and its host are simulated.
 */
final class WholeMember implements ClusterLoop, MemberInbox, Cluster.Listener {
  private static final int PARTITIONS = 2;
  private static final int IN_FLIGHT = 1_000;
  private static final EntityConfig CONFIG =
      new EntityConfig(
          Durability.ACKNOWLEDGED,
          1_000,
          60_000,
          30_000,
          1 << 20,
          1_000,
          4_000,
          1_000,
          60_000,
          1 << 20,
          10_000,
          0);

  private static final long PATIENCE_MILLIS = 30_000;
  private static final long LOOK_MILLIS = 10;
  private static final long POLL_MILLIS = 300;

  /** How long a process that has left still answers the last of its clients. */
  private static final int LAST_ANSWERS_MILLIS = 200;

  final int number;
  final SimulatedMachine machine;
  final WholeStoreAccess access;
  final Cluster cluster;
  final HashedSlots slots = new HashedSlots();

  /** The calls of clients that are connected to it. */
  final Set<WholeCall> open = new LinkedHashSet<>();

  boolean isLeaving;
  private boolean hasLeft;
  private long commitsAgainAt;
  private long claimsAgainAt;

  private final WholeCluster world;
  private final SplittableRandom random;
  private final SimulatedMachine.SimulatedThread clusterThread;
  private final List<SimulatedMachine.Loop> loops = new ArrayList<>();
  private final SteppedState state;
  private final SteppedOutbox outbox;
  private final SteppedLookups lookups;
  private final EntitySupervisor supervisor;
  private final RequestAdmission admission = new RequestAdmission(Authorizer.ALLOW_ALL);
  private final Router router;
  private final MemberClaims claims = new MemberClaims();
  private final MemberDoor door;
  private final MemberForwarder forwarder;
  private @Nullable Router entry;

  WholeMember(WholeCluster world, int number, SplittableRandom random) {
    this.world = world;
    this.number = number;
    this.random = random;
    this.machine = new SimulatedMachine(world.time(), random.split());
    this.clusterThread = machine.thread();
    for (int i = 0; i < PARTITIONS; i++) {
      loops.add(machine.loop());
    }
    SimulatedMachine.Loop first = loops.getFirst();
    SimulatedLinks.At links = world.links().of(number, machine, first);
    links.bind(this);
    this.access = new WholeStoreAccess(world, this, clusterThread, random.split());
    this.state = new SteppedState(world.states(), machine, 0, ActivationMemory.unlimited());
    this.door = new MemberDoor(slots, machine);
    this.forwarder =
        new MemberForwarder(
            slots,
            world.mutant().calls(links),
            loops.stream().map(one -> new MemberForwarder.CallLoop(one, one.wheel())).toList(),
            machine,
            PATIENCE_MILLIS,
            IN_FLIGHT);
    ClusterActors actors = new ClusterActors(slots, forwarder, () -> forwarder.waiting() == 0);
    this.outbox =
        new SteppedOutbox(
            access.messages(),
            claims,
            SteppedOutbox.config(1_000),
            SteppedOutbox.RULES,
            machine,
            random.split(),
            this::enter);
    this.lookups = new SteppedLookups(first);
    SteppedInstances instances = new SteppedInstances(lookups, machine, 1_000, 1 << 20, IN_FLIGHT);
    this.supervisor = supervisor(instances, actors);
    this.router =
        new Router(
            new RoutingConfig(60_000, 1_000),
            machine,
            admission,
            new ActorLocator(instances.registry(), instances.instances(), actors),
            supervisor,
            outbox.outbox(),
            new StartupGrace(1_000, machine, first, first.wheel()),
            new StoreGate(machine, first, first.wheel()));
    this.entry = router;
    this.cluster =
        new Cluster(
            ClusterTimings.DEFAULTS,
            ClusterLimits.DEFAULTS,
            this,
            random.split(),
            access,
            links,
            world.mutant().actors(actors),
            Placements.named(Placements.DEFAULT),
            new Member.Profile("app", "member-" + number, "10.0.0." + number, 1, 1),
            List.of(),
            this);
    slots.bind(cluster::groupOf);
    actors.bind(cluster, supervisor);
    claims.bind(cluster, world.states().lookups());
    forwarder.bind(cluster, router);
    door.bind(cluster, router);
    for (ActorType type : WholeCluster.types()) {
      var registered = instances.registry().register(type);
      if (registered != null) {
        supervisor.registered(registered);
      }
    }
  }

  private EntitySupervisor supervisor(SteppedInstances instances, Ownership ownership) {
    InFlight inFlight = new InFlight(IN_FLIGHT, MemoryBudget.unlimited());
    CallCycles cycles = new CallCycles();
    EffectRunner effects =
        new EffectRunner(this::enter, new PubsubDispatcher(instances.pubsub()), 32, 100_000);
    List<EntityServices> services = new ArrayList<>();
    for (SimulatedMachine.Loop loop : loops) {
      WholeHost host = new WholeHost(world, this, loop, random.split());
      services.add(
          new EntityServices(
              CONFIG,
              loop,
              loop.wheel(),
              machine,
              random.split(),
              host,
              host,
              state.manager(),
              state.health(),
              effects,
              outbox.outbox(),
              inFlight,
              cycles,
              (_, _, _, _, _, _) -> {}));
    }
    return new EntitySupervisor(
        services,
        new SupervisorConfig(1_000, 4, true, 1_000, 1_000),
        ActivationMemory.unlimited(),
        ownership);
  }

  /** Made before the router. */
  private void enter(Call call, Deadline deadline, ReplyTo replyTo) {
    Invoker invoker = requireNonNull(entry, "not made yet");
    invoker.invoke(call, deadline, replyTo);
  }

  void start() {
    cluster.onLoop(
        () -> cluster.onTypes(WholeCluster.types().stream().map(WholeMember::nameOf).toList()));
    cluster.onLoop(() -> cluster.onHost(true));
    cluster.onLoop(() -> cluster.start("mark"));
    machine.thread().every(1, 6, this::commit);
    machine.thread().every(2, 6, this::load);
    machine.thread().every(5, 25, this::lookUp);
    machine.thread().every(3, 12, this::deliver);
  }

  private static TypeName nameOf(ActorType type) {
    return new TypeName(type.system(), type.name());
  }

  /** One transaction, if something waits for it; a while later if the store has failed. */
  private void commit() {
    if (state.manager().unsaved() > 0 && world.now() >= commitsAgainAt) {
      boolean isTaken = access.during(true, state::commit);
      commitsAgainAt = world.now() + (isTaken ? 0 : 20 + random.nextInt(200));
      world.checkSaves(this);
    }
  }

  private void load() {
    if (state.hasLoads()) {
      var _ =
          access.during(
              false,
              () -> {
                state.load();
                return true;
              });
    }
  }

  /** When something is due, as far as it is known, and now and then. */
  private void deliver() {
    if (outbox.nextWake() <= machine.epochMillis() || world.now() >= claimsAgainAt) {
      claimsAgainAt = world.now() + (outbox.tryStep() ? POLL_MILLIS : 50);
    } else {
      outbox.write();
    }
  }

  /** Whether there are instances of that name, beside the type. */
  private void lookUp() {
    if (lookups.hasLookUps()) {
      lookups.read();
    }
  }

  /** A client calls; its deadline begins when the call is read. */
  void call(WholeCall call) {
    open.add(call);
    ReplyTo client = call.at(this);
    loops
        .get(random.nextInt(PARTITIONS))
        .execute(
            () -> {
              world.onRead(call);
              router.invokeFromOutside(call.toCall(), client);
            });
  }

  // --- its end

  boolean isUp() {
    return !machine.hasEnded();
  }

  /** What it has asked of the store may still be done. */
  void kill() {
    if (random.nextBoolean()) {
      inTransit();
    }
    machine.end();
    world.links().breakAll(number);
    List.copyOf(open).forEach(WholeCall::onProcessDead);
  }

  /** It stands still, as under SIGSTOP; after a while others close its connections. */
  void pause(long millis) {
    if (random.nextBoolean()) {
      inTransit();
    }
    machine.pause(millis);
    if (millis > 2_500) {
      world.time().in(2_000 + random.nextInt(500), () -> world.links().breakAll(number));
    }
  }

  private void inTransit() {
    world.time().in(random.nextInt(3) == 0 ? random.nextInt(5_000) : 1, this::commit);
  }

  /** Ends as the product does: slots first, then clients, what is in memory, the membership. */
  void leave() {
    if (!isLeaving) {
      isLeaving = true;
      cluster.onLoop(cluster::giveAway);
      when(
          () -> cluster.hasGivenAway() && open.isEmpty(),
          () -> {
            admission.drain();
            outbox.outbox().drain();
            CompletableFuture<Void> saved = supervisor.drain(Deadline.in(10_000, machine));
            when(saved::isDone, this::endMembership);
          });
    }
  }

  private void endMembership() {
    cluster.leave();
    when(
        () -> hasLeft && world.links().hasAnswered(number),
        () -> cluster.onLoop(LAST_ANSWERS_MILLIS, this::exit));
  }

  private void when(BooleanSupplier condition, Runnable task) {
    cluster.onLoop(
        LOOK_MILLIS,
        () -> {
          if (condition.getAsBoolean()) {
            task.run();
          } else {
            when(condition, task);
          }
        });
  }

  private void exit() {
    machine.end();
    world.links().breakAll(number);
    List.copyOf(open).forEach(WholeCall::onProcessGone);
  }

  boolean mayStart(ActorId actor) {
    var slot = slots.of(actor);
    return slot != null && isUp() && cluster.permit(actor, slot) != null;
  }

  @Nullable Identity identity() {
    return cluster.identity();
  }

  // --- the ports

  @Override
  public TimeSource time() {
    return machine;
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    clusterThread.in(delayMillis, task);
  }

  @Override
  public void onFrame(long from, Frame frame) {
    door.onFrame(from, frame);
  }

  @Override
  public void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {
    door.onCall(from, call, trace, answer);
  }

  @Override
  public void onUnreachable(long epoch) {
    door.onUnreachable(epoch);
  }

  @Override
  public void onMessagesDue(long millis) {
    claims.onMessagesDue(millis);
  }

  @Override
  public void onLeft() {
    hasLeft = true;
  }

  @Override
  public void onRefused() {
    throw new AssertionError("refused to join");
  }

  @Override
  public String toString() {
    Identity me = cluster.identity();
    return "member-%d %s%s%s%s"
        .formatted(
            number,
            me == null ? "without epoch" : "epoch " + me.epoch(),
            machine.hasEnded() ? " ended" : "",
            isLeaving ? " leaving" : "",
            machine.isPaused() ? " paused" : "");
  }
}
