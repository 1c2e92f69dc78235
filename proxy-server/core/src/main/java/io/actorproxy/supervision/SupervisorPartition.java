package io.actorproxy.supervision;

import static java.util.Objects.requireNonNull;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.entity.ActivationRing;
import io.actorproxy.entity.ActorEntity;
import io.actorproxy.entity.EntityOwner;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Request;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.ownership.Tenure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The activations of one event loop. Only that loop may call it, except {@link #execute} and {@link
 * #activations}.
 */
@OnLoop
final class SupervisorPartition implements EntityOwner {
  /** How many activations are looked at to find an idle one. */
  private static final int EVICTION_SCAN = 32;

  /** How many leave in one go while memory is tight; other tasks of the loop come between. */
  private static final int RELIEF_STEP = 16;

  /** While none of the partition is idle, it need not look all the time. */
  private static final long RELIEF_PAUSE_MILLIS = 20;

  private final EntityServices services;
  private final int activationsMax;
  private final ActorTimers timers;
  private final WarmUp warmUp;
  private final RestartBudget restarts;
  private final ActivationMemory memory;
  private final Ownership ownership;

  private final Map<ActorId, ActorEntity> entities = new HashMap<>();
  private final ActivationRing ring = new ActivationRing();
  private final StalledActivations stalled;

  private final AtomicBoolean relieving = new AtomicBoolean();
  private volatile int activations;
  private int activating;
  private boolean closed;

  /** A partition that holds its share, {@code activationsMax}, of the member's activations. */
  SupervisorPartition(
      EntityServices services,
      int activationsMax,
      SupervisorConfig config,
      ActivationMemory memory,
      Ownership ownership) {
    this.services = services;
    this.ownership = ownership;
    this.memory = memory;
    this.activationsMax = activationsMax;
    this.timers = new ActorTimers(this, services, config.timersEnabled());
    this.stalled = new StalledActivations(services.loop(), services.wheel());
    this.warmUp = new WarmUp(this, config.warmUpConcurrency());
    this.restarts =
        new RestartBudget(config.restartsMax(), config.restartsWindowMillis(), services.time());
  }

  /** Runs a task on the partition's loop. Thread safe. */
  void execute(Runnable task) {
    services.loop().execute(task);
  }

  /**
   * Gives a request to the actor's activation, which begins if there is none; or to the member that
   * runs the actor.
   */
  void deliver(ActorId id, Request request, RegisteredType registeredType) {
    deliver(id, request, registeredType, false);
  }

  /**
   * As above.
   *
   * @param wasAdmitted whether it comes from the mailbox of an activation that has ended
   */
  private void deliver(
      ActorId id, Request request, RegisteredType registeredType, boolean wasAdmitted) {
    assert services.loop().isCurrent() : "an activation belongs to its loop";
    ActorEntity entity = entities.get(id);
    if (entity != null && !entity.tenure().isOver()) {
      ring.use(entity);
      entity.offer(request);
      return;
    }
    Tenure tenure = ownership.tenureOf(id);
    if (tenure == null) {
      if (entity == null || wasAdmitted || !offerBehindOthers(entity, request)) {
        ownership.forward(id, services.cycles().toTell(request), wasAdmitted);
      }
      return;
    }
    if (entity != null) {
      // What runs in it is of an earlier tenure; the request comes back when it has ended.
      entity.offer(request);
      return;
    }
    entity = admit(id, registeredType, tenure);
    if (entity == null) {
      ActorEntity.refuse(request, id, whyNotActivated());
    } else {
      // First the request, so that it is told if the activation fails at once.
      entity.offer(request);
      entity.activate();
    }
  }

  /**
   * Lets what waits in an activation whose tenure is over go to the next owner: it may not have
   * been told yet. A request that is new waits there if that has to wait still.
   *
   * @return whether it waits
   */
  private boolean offerBehindOthers(ActorEntity entity, Request request) {
    if (entity.hasWaiting()) {
      services.withdrawUnsent();
      entity.onTenureChanged();
    }
    boolean waits = entity.hasWaiting();
    if (waits) {
      entity.offer(request);
    }
    return waits;
  }

  /** Activates the actor in the background, without a call. */
  void warmUp(ActorId id, RegisteredType registeredType) {
    warmUp.add(id, registeredType);
  }

  void activateIfAbsent(ActorId id, RegisteredType registeredType) {
    Tenure tenure = ownership.tenureOf(id);
    if (tenure != null && !entities.containsKey(id)) {
      ActorEntity entity = admit(id, registeredType, tenure);
      if (entity != null) {
        entity.activate();
      }
    }
  }

  /** How many actors are being loaded or initialized. */
  int activating() {
    return activating;
  }

  /** Whether the actor is this process's to run, now or as soon as it may. */
  boolean isOwned(ActorId id) {
    return ownership.tenureOf(id) != null;
  }

  /** The present tenure of the actor's slot; null if another member runs the actor. */
  @Nullable Tenure tenureOf(ActorId id) {
    return ownership.tenureOf(id);
  }

  /** Another member ran the actor until now: its timers continue here. */
  void gained(ActorId id, RegisteredType registeredType) {
    timers.resume(id, registeredType);
  }

  private @Nullable ActorEntity admit(ActorId id, RegisteredType registeredType, Tenure tenure) {
    if (closed || restarts.isExhausted()) {
      return null;
    }
    if (entities.size() >= activationsMax && !makeRoom()) {
      return null;
    }
    if (memory.isFull() && passivateIdle(RELIEF_STEP) == 0) {
      relieveSoon();
      return null;
    }
    ActorEntity entity =
        new ActorEntity(registeredType.type().withOwnTexts(id), registeredType, this, tenure);
    entities.put(entity.id(), entity);
    ring.add(entity);
    activations = entities.size();
    activating++;
    timers.start(entity.id(), registeredType);
    return entity;
  }

  /** One that has to be saved first leaves a little later, so there may be a few too many. */
  private boolean makeRoom() {
    return entities.size() < activationsMax + EVICTION_SCAN && passivateIdle(1) > 0;
  }

  @Override
  public EntityServices services() {
    return services;
  }

  @Override
  public void activated(ActorEntity entity) {
    activating--;
    warmUp.activateNext();
  }

  @Override
  public void weighed(long more) {
    memory.add(more);
  }

  /** Lets idle activations leave until memory is no longer tight. Thread safe. */
  void relieveSoon() {
    if (relieving.compareAndSet(false, true)) {
      execute(this::relieveStep);
    }
  }

  private void relieveStep() {
    if (!memory.isTight() || entities.isEmpty()) {
      relieving.set(false);
    } else if (passivateIdle(RELIEF_STEP) > 0) {
      execute(this::relieveStep);
    } else {
      services.wheel().schedule(RELIEF_PAUSE_MILLIS, this::relieveStep);
    }
  }

  @Override
  public void stalled(ActorEntity entity) {
    stalled.add(entity);
  }

  @Override
  public void broken(ActorEntity entity) {
    restarts.spend();
  }

  @Override
  public void ended(ActorEntity entity) {
    entities.remove(entity.id(), entity);
    ring.remove(entity);
    stalled.remove(entity);
    activations = entities.size();
    if (entity.endedBeforeActive()) {
      activating--;
      warmUp.activateNext();
    }
  }

  @Override
  public void redeliver(ActorId id, Request request, RegisteredType registeredType) {
    deliver(id, request, registeredType, true);
  }

  /** A type was registered or redefined: its timers begin, change or stop. */
  void redefined(ActorId id, RegisteredType registeredType) {
    timers.start(id, registeredType);
  }

  /** As {@link #redefined} for all instances of an UNNAMED type. */
  void redefinedInstances(ActorType type, RegisteredType registeredType) {
    timers.restartInstances(type, registeredType);
    if (!type.timers().isEmpty()) {
      // Those that are alive and had no timer before.
      entities.values().stream()
          .map(ActorEntity::id)
          .filter(id -> id.parent().equals(type.name()) && id.system().equals(type.system()))
          .forEach(id -> timers.start(id, registeredType));
    }
  }

  /**
   * Passivates up to {@code count} idle activations, about the longest unused first. Looks at a
   * limited number of them: those that were used since the last time are spared if there are enough
   * others.
   *
   * @return how many it found; those that are not saved leave once they are
   */
  int passivateIdle(int count) {
    List<ActorEntity> unused = new ArrayList<>();
    List<ActorEntity> used = new ArrayList<>();
    int looks = Math.min(entities.size(), 2 * count + EVICTION_SCAN);
    for (int i = 0; i < looks && unused.size() < count; i++) {
      ActorEntity entity = requireNonNull(ring.next());
      if (entity.isIdle()) {
        (ring.takeMark(entity) ? used : unused).add(entity);
      }
    }
    List<ActorEntity> leaving = new ArrayList<>(unused);
    leaving.addAll(used.subList(0, Math.min(count - unused.size(), used.size())));
    leaving.forEach(ActorEntity::passivate);
    return leaving.size();
  }

  /** Stops timers and background activations; calls are still served. */
  void quiesce() {
    timers.stopAll();
    warmUp.stop();
  }

  /**
   * From now on nothing is activated, and what is idle is saved and ends. Call it again for those
   * that were busy.
   */
  void drain() {
    closed = true;
    List.copyOf(entities.values()).forEach(ActorEntity::leave);
  }

  /**
   * Saves the actor and ends its activation, if it is idle. Call it again if it was busy.
   *
   * @return whether it is out of memory
   */
  boolean end(ActorId id) {
    ActorEntity entity = entities.get(id);
    if (entity != null) {
      entity.leave();
    }
    return !entities.containsKey(id);
  }

  /** The actor is not known any more: its timers stop. The next call of one of its name is new. */
  void forgotten(ActorId id) {
    timers.stop(id);
  }

  // --- tenures

  /** What is in memory of tenures that are over, by each. */
  Map<Tenure, InMemory> inMemory(Predicate<Tenure> tenures, int bytes) {
    Map<Tenure, InMemory> found = new HashMap<>();
    for (ActorEntity entity : of(tenures)) {
      InMemory ofTenure = found.computeIfAbsent(entity.tenure(), _ -> new InMemory(bytes));
      if (entity.isBusy()) {
        ofTenure.addBusy(entity.id());
      } else {
        ofTenure.addIdle(entity.id(), entity::storedState);
      }
    }
    return found;
  }

  /** Whether no turn waits, none and no save is under way, and no change or result is held. */
  boolean isIdle() {
    return entities.values().stream().allMatch(ActorEntity::isAtRest);
  }

  /** Saves what is not saved. */
  void saveAll() {
    List.copyOf(entities.values()).forEach(ActorEntity::saveNow);
  }

  /**
   * Timers of actors that others run now stop too. What was not sent comes first: it goes where the
   * mailbox goes, before all that is in there.
   */
  void onTenuresChanged(Predicate<Tenure> tenures) {
    timers.stopElsewhere();
    services.withdrawUnsent();
    of(tenures).forEach(ActorEntity::onTenureChanged);
  }

  void expel(Predicate<Tenure> tenures) {
    timers.stopElsewhere();
    of(tenures).forEach(ActorEntity::expel);
    services.withdrawUnsent();
  }

  /** A copy, since they may end. */
  private List<ActorEntity> of(Predicate<Tenure> tenures) {
    return entities.values().stream().filter(entity -> tenures.test(entity.tenure())).toList();
  }

  boolean isInMemory(ActorId id) {
    return entities.containsKey(id);
  }

  List<ActorId> someInMemory(int limit) {
    return entities.keySet().stream().limit(limit).toList();
  }

  /** How many activations there are. Thread safe; may be a moment old. */
  int activations() {
    return activations;
  }

  private Failure whyNotActivated() {
    if (closed) {
      return new Failure(ErrorCode.DRAINING, "the proxy is stopping; call another one");
    }
    if (restarts.isExhausted()) {
      return new Failure(
          ErrorCode.INTERNAL,
          "too many activations met a defect of the proxy; see its log. The limits are"
              + " SPAWN_SUPERVISORS_ACTORS_MAX_RESTARTS and _MAX_SECONDS");
    }
    if (memory.isFull()) {
      return new Failure(
          ErrorCode.OVERLOADED,
          "the actors in memory take %d bytes, which is more than the limit %d, and all are busy;"
                  .formatted(memory.bytes(), memory.limit())
              + " try again later, or raise PROXY_MAX_ACTIVATION_BYTES");
    }
    return new Failure(
        ErrorCode.OVERLOADED,
        "%d actors are in memory in this partition and all are busy; raise PROXY_MAX_ACTIVATIONS"
            .formatted(activationsMax));
  }
}
