package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process of the simulation: the product's {@link Cluster}, modelled actors, and connections that
 * the test can cut. A paused process does everything later, in order; a dead one nothing.
 */
final class SimulatedProcess implements ClusterLoop, MemberLink, StoreClient, TimeSource {
  private final LocalCluster world;
  private final SplittableRandom random;
  final int number;
  final String app;
  final List<TypeName> types;
  final Cluster cluster;
  final ModelActors actors;
  final ModelOutbox outbox;
  final ModelIngress ingress;

  /** How many calls of clients of this process are not over. */
  int openCalls;

  /** Calls that others have sent to it: they are lost with this process. */
  final Set<ModelIngress.Request> connections = new LinkedHashSet<>();

  /** When it joined first. */
  long memberSince = Long.MAX_VALUE;

  boolean isDead;
  boolean hasLeft;
  boolean isLeaving;
  private boolean isCutFromStore;
  boolean hostUp = true;
  final Set<Integer> cutFrom = new HashSet<>();
  final Set<Integer> cutForGood = new HashSet<>();

  private long pausedUntil = -1_000;
  private long connectedAt = -1_000;
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private boolean resuming;
  private boolean isFrozen;
  private long frozenSince;
  private long frozenMillis;
  private long wallOffset;

  SimulatedProcess(
      LocalCluster world, int number, String app, List<TypeName> types, SplittableRandom random) {
    this.world = world;
    this.number = number;
    this.app = app;
    this.types = types;
    this.random = random;
    this.actors = new ModelActors(world, this);
    this.outbox = new ModelOutbox(world, this);
    this.ingress = new ModelIngress(world, this);
    var profile = new Member.Profile(app, app + "-" + number, "10.0.0." + number, 1, 1);
    this.cluster =
        new Cluster(
            world
                .mutation()
                .parts(
                    SimulatedPlacement.timings(), this, this, actors, world.placement().of(number)),
            this,
            random.split(),
            profile,
            types,
            new Cluster.Listener() {
              @Override
              public void onLeft() {
                hasLeft = true;
              }

              @Override
              public void onRefused() {
                throw new AssertionError("refused to join");
              }
            });
    cluster.onHost(true);
  }

  /** The slot of an actor, as far as this process knows the group of its type. */
  SlotId slotOf(int actor) {
    String group = cluster.groupOf(world.typeOf(actor));
    return world.slotOf(actor, group == null ? "" : group);
  }

  @Nullable Permit permit(int actor) {
    return cluster.permit(world.idOf(actor), slotOf(actor));
  }

  boolean isUp() {
    return !isDead && !hasLeft;
  }

  /** Whether it runs now, as far as the operating system lets it. */
  boolean isRunning() {
    return isUp() && pausedUntil <= world.now();
  }

  boolean isFrozen() {
    return isFrozen;
  }

  /** When it last stood still or did not reach the store. */
  long troubledAt() {
    boolean isNow = pausedUntil > world.now() || isCutFromStore;
    return isNow ? world.now() : Math.max(pausedUntil, connectedAt);
  }

  // --- faults

  void cutFromStore(boolean cut) {
    isCutFromStore = cut;
    connectedAt = world.now();
  }

  void pause(long millis) {
    pausedUntil = Math.max(pausedUntil, world.now() + millis);
    world.time().at(pausedUntil, this::resume);
  }

  private void resume() {
    if (pausedUntil <= world.now()) {
      thaw();
      resuming = true;
      while (!deferred.isEmpty() && pausedUntil <= world.now()) {
        run(deferred.remove());
      }
      resuming = false;
    }
  }

  void freeze(long millis) {
    if (!isFrozen) {
      isFrozen = true;
      frozenSince = world.now();
      pause(millis);
    }
  }

  private void thaw() {
    if (isFrozen) {
      isFrozen = false;
      frozenMillis += world.now() - frozenSince;
    }
  }

  void setWallClockForward(long millis) {
    wallOffset += millis;
  }

  void setHost(boolean isUp) {
    hostUp = isUp;
    run(() -> cluster.onHost(hostUp));
  }

  void heal() {
    pausedUntil = Math.min(pausedUntil, world.now());
    resume();
    cutFromStore(false);
    cutFrom.clear();
    if (!hostUp) {
      setHost(true);
    }
  }

  // --- time

  void run(Runnable task) {
    if (isDead) {
      return;
    }
    if (pausedUntil > world.now() || !deferred.isEmpty() && !resuming) {
      deferred.add(task);
    } else {
      task.run();
    }
  }

  @Override
  public TimeSource time() {
    return this;
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    in(delayMillis, task);
  }

  void in(long millis, Runnable task) {
    world.time().in(millis, () -> run(task));
  }

  void at(long when, Runnable task) {
    world.time().at(when, () -> run(task));
  }

  @Override
  public long nanoTime() {
    long now = isFrozen ? frozenSince : world.now();
    return TimeUnit.MILLISECONDS.toNanos(now - frozenMillis);
  }

  @Override
  public long epochMillis() {
    return world.now() + wallOffset;
  }

  // --- links

  boolean reaches(SimulatedProcess other) {
    return !other.isDead && !isCutFrom(other) && !other.isCutFrom(this);
  }

  private boolean isCutFrom(SimulatedProcess other) {
    return cutFrom.contains(other.number) || cutForGood.contains(other.number);
  }

  /** Frames are lost with the connection only, but may be late, doubled and out of order. */
  @Override
  public void send(long epoch, Frame frame) {
    Identity me = cluster.identity();
    if (me != null) {
      sendOnce(me.epoch(), epoch, frame);
      if (random.nextInt(10) == 0) {
        world.time().in(random.nextInt(2_000), () -> sendOnce(me.epoch(), epoch, frame));
      }
    }
  }

  private void sendOnce(long from, long epoch, Frame frame) {
    transmit(
        epoch,
        to -> {
          Identity you = to.cluster.identity();
          if (you != null && you.epoch() == epoch) {
            to.cluster.onFrame(from, frame);
          } else {
            to.transmit(from, it -> it.cluster.onGone(epoch));
          }
        });
  }

  /** Sends something to the process of a membership, also of one that has ended. */
  private void transmit(long epoch, Consumer<SimulatedProcess> message) {
    SimulatedProcess to = world.processOf(epoch);
    if (to != null && reaches(to)) {
      Runnable arrive =
          () -> {
            if (reaches(to)) {
              message.accept(to);
            }
          };
      world.time().in(world.latency(), () -> to.run(arrive));
    }
  }

  void die() {
    isDead = true;
    connections.forEach(ModelIngress.Request::lose);
    connections.clear();
  }

  // --- the store

  <T> void onStore(Supplier<T> operation, Consumer<T> then, Runnable unknown) {
    if (isCutFromStore) {
      world.time().in(300 + random.nextInt(1_500), () -> run(unknown));
      return;
    }
    world.time().in(1 + random.nextInt(2), () -> execute(operation, then, unknown));
  }

  private <T> void execute(Supplier<T> operation, Consumer<T> then, Runnable unknown) {
    Runnable late =
        () -> {
          var _ = operation.get();
        };
    if (world.isStoreAway()) {
      if (random.nextBoolean()) {
        world.whenStoreIsBack(late);
      }
      world.time().in(2_000, () -> run(unknown));
    } else if (isCutFromStore) {
      world.time().in(300 + random.nextInt(1_500), () -> run(unknown));
    } else if (world.losesAnswers() && random.nextInt(15) == 0) {
      world.time().in(random.nextBoolean() ? 0 : random.nextInt(1_500), late);
      world.time().in(30 + random.nextInt(500), () -> run(unknown));
    } else {
      T result = operation.get();
      world
          .time()
          .in(
              1 + random.nextInt(2),
              () -> {
                if (isCutFromStore) {
                  world.time().in(300, () -> run(unknown));
                } else {
                  run(() -> then.accept(result));
                }
              });
    }
  }

  private <T> void ask(Supplier<StoreOutcome<T>> operation, Consumer<StoreOutcome<T>> then) {
    onStore(operation, then, () -> then.accept(new StoreOutcome.Unknown<>(null)));
  }

  @Override
  public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
    ask(
        () -> {
          StoreOutcome<Identity> joined = world.store().join(joining);
          if (joined instanceof StoreOutcome.Done<Identity>(Identity me)) {
            world.onJoined(this, me);
          }
          return joined;
        },
        then);
  }

  @Override
  public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
    ask(() -> world.store().beat(me, known), then);
  }

  @Override
  public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
    ask(() -> world.store().read(seen), then);
  }

  @Override
  public void change(Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
    ask(
        () -> {
          StoreOutcome<Changes> outcome = world.store().change(me, seen, change);
          world.trace(() -> this + ": " + change + " " + outcome.getClass().getSimpleName());
          return outcome;
        },
        then);
  }

  /** For the trace of one seed. */
  @Override
  public String toString() {
    var state = new ArrayList<String>();
    state.add(app + "-" + number);
    Identity me = cluster.identity();
    state.add(me == null ? "no member" : "epoch " + me.epoch());
    if (isDead) {
      state.add("dead");
    }
    if (hasLeft) {
      state.add("left");
    }
    if (isLeaving) {
      state.add("leaving");
    }
    if (pausedUntil > world.now()) {
      state.add("paused");
    }
    return String.join(" ", state);
  }
}
