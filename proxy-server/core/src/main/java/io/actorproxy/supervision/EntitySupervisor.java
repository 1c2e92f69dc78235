package io.actorproxy.supervision;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Request;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.ownership.Tenure;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All activations of this member, striped over the event loops by the hash of the actor's identity:
 * an actor belongs to the same partition for as long as the process lives. Thread safe.
 */
public final class EntitySupervisor {
  private static final long DRAIN_SWEEP_MILLIS = 20;

  private final List<SupervisorPartition> partitions;
  private final List<EntityServices> services;
  private final Ownership ownership;
  private volatile Consumer<Predicate<ActorId>> onGained = _ -> {};

  /**
   * One partition for each of {@code services}, which are those of the event loops.
   *
   * @param memory what all activations may weigh together
   * @param ownership which actors are activated here
   */
  public EntitySupervisor(
      List<EntityServices> services,
      SupervisorConfig config,
      ActivationMemory memory,
      Ownership ownership) {
    this.services = List.copyOf(services);
    this.ownership = ownership;
    int activationsEach = Math.max(1, config.activationsMax() / services.size());
    this.partitions =
        services.stream()
            .map(s -> new SupervisorPartition(s, activationsEach, config, memory, ownership))
            .toList();
    memory.whenTight(() -> partitions.forEach(SupervisorPartition::relieveSoon));
  }

  /** As above, of a process that is alone and whose activations may weigh what they like. */
  public EntitySupervisor(List<EntityServices> services, SupervisorConfig config) {
    this(services, config, ActivationMemory.unlimited(), Ownership.ALONE);
  }

  /** Hands a request to its actor, on the actor's loop. */
  public void dispatch(ActorId id, Request request, RegisteredType registeredType) {
    SupervisorPartition partition = partitionOf(id);
    partition.execute(() -> partition.deliver(id, request, registeredType));
  }

  /**
   * Hands a request to the member that runs an actor, of a type that is not registered here.
   *
   * @return false if that would be this process, which cannot
   */
  public boolean forward(ActorId id, Request request) {
    if (ownership.tenureOf(id) != null) {
      return false;
    }
    ownership.forward(id, services.getFirst().cycles().toTell(request), false);
    return true;
  }

  /** A type is new or has a new definition. */
  public void registered(RegisteredType registeredType) {
    ActorType type = registeredType.type();
    ActorId id = type.ownActor();
    if (id == null) {
      partitions.forEach(p -> p.execute(() -> p.redefinedInstances(type, registeredType)));
      return;
    }
    SupervisorPartition partition = partitionOf(id);
    partition.execute(
        () -> {
          partition.redefined(id, registeredType);
          if (type.stateful() || !type.timers().isEmpty() || !type.subscriptions().isEmpty()) {
            partition.warmUp(id, registeredType);
          }
        });
  }

  /** Starts the timers that the type declares for instances that may not be in memory. */
  public void startTimers(Collection<ActorId> instances, RegisteredType registeredType) {
    onPartitions(instances, (partition, id) -> partition.redefined(id, registeredType));
  }

  /**
   * Actors are this process's that another member ran until now. They continue to tick, whether or
   * not they are in memory.
   */
  public void gained(Collection<ActorId> actors, RegisteredType registeredType) {
    onPartitions(actors, (partition, id) -> partition.gained(id, registeredType));
  }

  /** Whether there are other members, which may run actors and spawn instances. */
  public boolean isAmongOthers() {
    return ownership.mayExist();
  }

  /**
   * Tells about actors that this process runs from now on.
   *
   * @param listener gets whether an actor is one of them; must not wait
   */
  public void whenGained(Consumer<Predicate<ActorId>> listener) {
    onGained = listener;
  }

  /** Other members do not run these actors any more, and this process does. Does not wait. */
  public void gained(Predicate<ActorId> actors) {
    onGained.accept(actors);
  }

  /** Those that others run are left out here, and cost their loops nothing. */
  private void onPartitions(
      Collection<ActorId> actors, BiConsumer<SupervisorPartition, ActorId> action) {
    Map<SupervisorPartition, List<ActorId>> byPartition =
        actors.stream()
            .filter(id -> ownership.tenureOf(id) != null)
            .collect(Collectors.groupingBy(this::partitionOf));
    byPartition.forEach(
        (partition, ids) ->
            partition.execute(() -> ids.forEach(id -> action.accept(partition, id))));
  }

  /** Passivates idle actors, the longest unused first, about {@code fraction} of all. */
  public void relieve(double fraction) {
    for (SupervisorPartition partition : partitions) {
      int count = (int) Math.ceil(partition.activations() * fraction);
      partition.execute(() -> partition.passivateIdle(count));
    }
  }

  /**
   * Lets turns continue until {@code quietBy}, then stops activating and saves everything. The
   * future completes when no activation is left; a caller that has no time left stops waiting for
   * it.
   */
  public CompletableFuture<Void> drain(Deadline quietBy) {
    return CompletableFuture.allOf(
        IntStream.range(0, partitions.size())
            .mapToObj(i -> drain(partitions.get(i), services.get(i), quietBy))
            .toArray(CompletableFuture[]::new));
  }

  private static CompletableFuture<Void> drain(
      SupervisorPartition partition, EntityServices services, Deadline quietBy) {
    CompletableFuture<Void> empty = new CompletableFuture<>();
    partition.execute(
        () -> {
          partition.quiesce();
          sweep(partition, services, quietBy, empty);
        });
    return empty;
  }

  private static void sweep(
      SupervisorPartition partition,
      EntityServices services,
      Deadline quietBy,
      CompletableFuture<Void> empty) {
    // An effect that is still to come may need an actor that is not in memory.
    boolean quiet = services.inFlight().count() == 0 || quietBy.hasPassed(services.time());
    if (quiet) {
      partition.drain();
    }
    if (quiet && partition.activations() == 0) {
      empty.complete(null);
    } else {
      services
          .wheel()
          .schedule(DRAIN_SWEEP_MILLIS, () -> sweep(partition, services, quietBy, empty));
    }
  }

  /** Stops the timers of instances that are not known any more. */
  public void forgotten(Collection<ActorId> instances) {
    for (ActorId id : instances) {
      SupervisorPartition partition = partitionOf(id);
      partition.execute(() -> partition.forgotten(id));
    }
  }

  /**
   * Saves actors and lets them leave memory as soon as they are idle.
   *
   * @param patience until when that is waited for
   * @return those that were busy until then, and stay
   */
  public CompletableFuture<Set<ActorId>> end(Collection<ActorId> ids, Deadline patience) {
    CompletableFuture<Set<ActorId>> all = CompletableFuture.completedFuture(Set.of());
    for (int i = 0; i < partitions.size(); i++) {
      SupervisorPartition partition = partitions.get(i);
      EntityServices those = services.get(i);
      Set<ActorId> left = new HashSet<>(ids);
      left.removeIf(id -> partitionOf(id) != partition);
      if (!left.isEmpty()) {
        CompletableFuture<Set<ActorId>> one = new CompletableFuture<>();
        partition.execute(() -> end(partition, those, left, patience, one));
        all = all.thenCombine(one, EntitySupervisor::union);
      }
    }
    return all;
  }

  private static void end(
      SupervisorPartition partition,
      EntityServices services,
      Set<ActorId> left,
      Deadline patience,
      CompletableFuture<Set<ActorId>> busy) {
    left.removeIf(partition::end);
    if (left.isEmpty() || patience.hasPassed(services.time())) {
      busy.complete(left);
    } else {
      services
          .wheel()
          .schedule(DRAIN_SWEEP_MILLIS, () -> end(partition, services, left, patience, busy));
    }
  }

  // --- tenures, where there are other members

  /** How many partitions there are, numbered from 0. */
  public int partitions() {
    return partitions.size();
  }

  /**
   * Answers what is in memory of tenures that are over in one partition. After that no actor of
   * them starts a turn.
   *
   * @param bytes of how many bytes the states of each tenure may be together
   * @param then on the partition's loop
   */
  public void inMemory(
      int partition, Predicate<Tenure> tenures, int bytes, Consumer<Map<Tenure, InMemory>> then) {
    SupervisorPartition one = partitions.get(partition);
    one.execute(() -> then.accept(one.inMemory(tenures, bytes)));
  }

  /**
   * Answers whether in one partition no turn waits, none and no save is under way, no change is
   * unsaved, and no result is held. Saves what is not saved.
   *
   * @param then on the partition's loop
   */
  public void idle(int partition, Consumer<Boolean> then) {
    SupervisorPartition one = partitions.get(partition);
    one.execute(
        () -> {
          then.accept(one.isIdle());
          one.saveAll();
        });
  }

  /**
   * Tenures have changed. Where turns may start, those that wait are tried again. Of tenures that
   * are over, requests that wait are forwarded, changes that are not saved are saved, and
   * activations end once nothing of them runs: see {@link Tenure#onEnded}.
   */
  public void onTenuresChanged(Predicate<Tenure> tenures) {
    for (int partition = 0; partition < partitions(); partition++) {
      onTenuresChanged(partition, tenures);
    }
  }

  /** As above, on one partition. */
  public void onTenuresChanged(int partition, Predicate<Tenure> tenures) {
    SupervisorPartition one = partitions.get(partition);
    one.execute(() -> one.onTenuresChanged(tenures));
  }

  /**
   * Tenures are over, since the membership has ended: nothing of their activations is saved any
   * more, and those end whose action does not run at the host.
   */
  public void expel(Predicate<Tenure> tenures) {
    partitions.forEach(partition -> partition.execute(() -> partition.expel(tenures)));
  }

  /** How many actors are in memory. */
  public int activations() {
    return partitions.stream().mapToInt(SupervisorPartition::activations).sum();
  }

  /** Which of these actors are in memory; each partition looks at its own. */
  public CompletableFuture<Set<ActorId>> inMemory(Collection<ActorId> ids) {
    Map<SupervisorPartition, List<ActorId>> byPartition =
        ids.stream().collect(Collectors.groupingBy(this::partitionOf));
    CompletableFuture<Set<ActorId>> all = CompletableFuture.completedFuture(Set.of());
    for (var part : byPartition.entrySet()) {
      CompletableFuture<List<ActorId>> one = new CompletableFuture<>();
      SupervisorPartition partition = part.getKey();
      partition.execute(
          () -> one.complete(part.getValue().stream().filter(partition::isInMemory).toList()));
      all = all.thenCombine(one, EntitySupervisor::union);
    }
    return all;
  }

  /** Up to {@code limit} of the actors in memory, in no order. */
  public CompletableFuture<List<ActorId>> someInMemory(int limit) {
    CompletableFuture<List<ActorId>> all = CompletableFuture.completedFuture(List.of());
    for (SupervisorPartition partition : partitions) {
      CompletableFuture<List<ActorId>> one = new CompletableFuture<>();
      partition.execute(() -> one.complete(partition.someInMemory(limit)));
      all =
          all.thenCombine(
              one,
              (some, more) -> Stream.concat(some.stream(), more.stream()).limit(limit).toList());
    }
    return all;
  }

  private static Set<ActorId> union(Set<ActorId> some, Collection<ActorId> more) {
    Set<ActorId> both = new HashSet<>(some);
    both.addAll(more);
    return both;
  }

  private SupervisorPartition partitionOf(ActorId id) {
    return partitions.get(partition(id.hashCode(), partitions.size()));
  }

  /**
   * Mixes all bits. By those that place an actor in its partition's map, the lower ones of {@code
   * hash ^ hash >>> 16}, the map of one of 16 partitions would use one of 16 of its places.
   */
  static int partition(int hash, int count) {
    return (hash * 0x9E3779B1 >>> 16) % count;
  }
}
