package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.delivery.Owner;
import io.actorproxy.delivery.SteppedOutbox;
import io.actorproxy.delivery.WatchedMessages;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.ownership.FakeOwnership;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.pubsub.PubsubDispatcher;
import io.actorproxy.state.FakeSnapshotStore;
import io.actorproxy.state.SteppedState;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.supervision.SupervisorConfig;
import io.actorproxy.time.ManualLoop;
import io.actorproxy.workflow.EffectRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Actors in one partition whose loop, host and store are turned by hand. What a turn sends to other
 * actors is kept in {@link #sent}.
 */
public final class ActorHarness {
  public static final ActorId COUNTER = ActorId.named("sys", "counter");

  private static final int IN_FLIGHT_BYTES = 64 << 10;

  private final ManualLoop loop = new ManualLoop();
  private final FakeHost host = new FakeHost();
  private final SteppedState state;
  private final List<Call> sent = new ArrayList<>();
  private final SteppedOutbox outbox;
  private final InFlight inFlight;
  private final CallCycles cycles = new CallCycles();
  private final EntitySupervisor supervisor;
  private final RegisteredType registeredType;
  private final ActivationMemory memory;
  private Invoker effects = (call, _, _) -> sent.add(call);
  private final Ownership ownership;
  private boolean loadsHeld;
  private boolean messagesHeld;
  private Runnable onAdded = () -> {};

  public ActorHarness(ActorType type, EntityConfig config, int inFlightMax, int activationsMax) {
    this(type, config, inFlightMax, activationsMax, 1_000);
  }

  public ActorHarness(
      ActorType type,
      EntityConfig config,
      int inFlightMax,
      int activationsMax,
      long scheduleCapacity) {
    this(
        type,
        config,
        inFlightMax,
        activationsMax,
        scheduleCapacity,
        0,
        ActivationMemory.unlimited(),
        new FakeOwnership());
  }

  private ActorHarness(
      ActorType type,
      EntityConfig config,
      int inFlightMax,
      int activationsMax,
      long scheduleCapacity,
      long gatherMillis,
      ActivationMemory memory,
      Ownership ownership) {
    this(
        type,
        config,
        inFlightMax,
        activationsMax,
        scheduleCapacity,
        gatherMillis,
        memory,
        ownership,
        new FakeSnapshotStore(),
        null);
  }

  private ActorHarness(
      ActorType type,
      EntityConfig config,
      int inFlightMax,
      int activationsMax,
      long scheduleCapacity,
      long gatherMillis,
      ActivationMemory memory,
      Ownership ownership,
      FakeSnapshotStore store,
      @Nullable Claiming claiming) {
    this.memory = memory;
    this.ownership = ownership;
    this.state = new SteppedState(store, loop.time(), gatherMillis, memory);
    this.outbox =
        claiming == null
            ? new SteppedOutbox(
                WatchedMessages.of(store.messages(), this::onDone),
                SteppedOutbox.config(scheduleCapacity),
                loop.time(),
                (call, _, _) -> sent.add(call))
            : new SteppedOutbox(
                claiming.messages(),
                claiming.owner(),
                SteppedOutbox.config(scheduleCapacity),
                SteppedOutbox.RULES,
                loop.time(),
                this::dispatch);
    this.inFlight = new InFlight(inFlightMax, new MemoryBudget(IN_FLIGHT_BYTES, 0));
    this.registeredType = new RegisteredType(type);
    EffectRunner runner =
        new EffectRunner(
            (call, deadline, replyTo) -> this.effects.invoke(call, deadline, replyTo),
            new PubsubDispatcher(new Pubsub()),
            32,
            100_000);
    EntityServices services =
        new EntityServices(
            config,
            loop,
            loop.wheel(),
            loop.time(),
            new Random(1),
            host,
            host,
            state.manager(),
            state.health(),
            runner,
            outbox.outbox(),
            inFlight,
            cycles,
            (_, _, _, _, _, _) -> {});
    this.supervisor =
        new EntitySupervisor(
            List.of(services),
            new SupervisorConfig(activationsMax, 4, true, 1000, 1000),
            memory,
            ownership);
  }

  private void onDone(String method) {
    if (method.equals("add")) {
      onAdded.run();
    }
  }

  private record Claiming(MessageStore messages, Owner owner) {}

  private void dispatch(Call call, Deadline deadline, ReplyTo replyTo) {
    Invocation invocation = new Invocation(call, deadline, replyTo);
    Objects.requireNonNull(invocation.delivery()).goesTo(invocation.actor(), Optional.empty());
    supervisor.dispatch(invocation.actor(), invocation, registeredType);
  }

  /** Actors of a member of a cluster, to which the messages are delivered that it claims. */
  public static ActorHarness sharing(
      FakeSnapshotStore store,
      MessageStore messages,
      Owner owner,
      Ownership ownership,
      ActorType type) {
    return new ActorHarness(
        type,
        config(Durability.ACKNOWLEDGED),
        1000,
        1000,
        1_000,
        0,
        ActivationMemory.unlimited(),
        ownership,
        store,
        new Claiming(messages, owner));
  }

  /** Actors whose callers are answered once the state is saved. */
  public static ActorHarness acknowledged(ActorType type) {
    return new ActorHarness(type, config(Durability.ACKNOWLEDGED), 1000, 1000);
  }

  /** As {@link #acknowledged}, where something else says which actors are run here. */
  public static ActorHarness ownedBy(Ownership ownership, ActorType type) {
    return new ActorHarness(
        type,
        config(Durability.ACKNOWLEDGED),
        1000,
        1000,
        1_000,
        0,
        ActivationMemory.unlimited(),
        ownership);
  }

  /** Actors whose callers are answered first; their state is saved each second. */
  public static ActorHarness snapshot(ActorType type) {
    return new ActorHarness(type, config(Durability.SNAPSHOT), 1000, 1000);
  }

  /** The same, but saves that no caller waits for are gathered for some time. */
  public static ActorHarness gathering(ActorType type, long millis) {
    return new ActorHarness(
        type,
        config(Durability.SNAPSHOT),
        1000,
        1000,
        1_000,
        millis,
        ActivationMemory.unlimited(),
        new FakeOwnership());
  }

  /** Actors that may weigh so many bytes together. */
  public static ActorHarness weighing(ActorType type, Durability durability, long bytes) {
    return new ActorHarness(
        type,
        config(durability, 100, 1 << 20),
        1000,
        1000,
        1_000,
        0,
        new ActivationMemory(bytes, 1, 0),
        new FakeOwnership());
  }

  public static EntityConfig config(Durability durability) {
    return config(durability, 100, 1000);
  }

  public static EntityConfig config(Durability durability, int mailboxCapacity, int stateMaxBytes) {
    return new EntityConfig(
        durability,
        mailboxCapacity,
        60_000,
        30_000,
        stateMaxBytes,
        1_000,
        10_000,
        3,
        60_000,
        500,
        5_000,
        0);
  }

  // --- the parts

  public ManualLoop loop() {
    return loop;
  }

  public FakeHost host() {
    return host;
  }

  public SteppedState state() {
    return state;
  }

  /** What turns send from memory, unless {@link #sendEffectsTo} takes it. */
  public List<Call> sent() {
    return sent;
  }

  /** From now on what turns send from memory is invoked there. */
  public void sendEffectsTo(Invoker invoker) {
    effects = invoker;
  }

  public SteppedOutbox outbox() {
    return outbox;
  }

  public ActivationMemory memory() {
    return memory;
  }

  /** Which owns all actors, until a test says otherwise. */
  public FakeOwnership ownership() {
    return (FakeOwnership) ownership;
  }

  public InFlight inFlight() {
    return inFlight;
  }

  CallCycles cycles() {
    return cycles;
  }

  public EntitySupervisor supervisor() {
    return supervisor;
  }

  public RegisteredType registeredType() {
    return registeredType;
  }

  // --- what happens

  /** A client calls the counter. */
  public RecordedReply call(String action) {
    return invocation(action).send();
  }

  /** A call to the counter that is not sent yet. */
  public TestInvocation invocation(String action) {
    return invocation(COUNTER, action);
  }

  public TestInvocation invocation(ActorId target, String action) {
    return new TestInvocation(this, target, action);
  }

  /** A look at the state of the counter. */
  public CompletableFuture<ByteString> inspect() {
    Inspection inspection =
        new Inspection(Principal.ANONYMOUS, COUNTER, Deadline.in(60_000, loop.time()));
    supervisor.dispatch(COUNTER, inspection, registeredType);
    return inspection.state();
  }

  /** From now on loads wait for {@link #load}; until then they run by themselves. */
  public void holdLoads() {
    loadsHeld = true;
  }

  /** From now on messages wait, and the outbox does nothing, until {@link #releaseMessages}. */
  public void holdMessages() {
    messagesHeld = true;
  }

  public void releaseMessages() {
    messagesHeld = false;
    drain();
  }

  /** From now on this happens when a message has been added, before the store has said so. */
  public void whenAdded(Runnable task) {
    onAdded = task;
  }

  /** Runs everything that waits on the loop. */
  public void drain() {
    do {
      loop.drain();
      while (!loadsHeld && state.hasLoads()) {
        load();
      }
      if (!messagesHeld) {
        outbox.step();
      }
    } while (loop.hasTasks());
  }

  /** Runs one load, and the tasks that follow. */
  public void load() {
    state.load();
    loop.drain();
  }

  /** Runs one transaction with every save that waits, and the tasks that follow. */
  public void commit() {
    state.commit();
    drain();
  }

  /** Lets time pass. */
  public void advance(long millis) {
    drain();
    for (long left = millis; left > 0; left -= 10) {
      loop.advance(Math.min(left, 10));
      drain();
    }
  }

  /** Answers the one call that is at the host with a new state, and saves it. */
  public void answerAndCommit(String newState) {
    host.only().returns(newState);
    commit();
  }
}
