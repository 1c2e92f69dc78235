package io.actorproxy.system;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.NotServed;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Registration;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import io.spawn.RegistrationRequest;
import io.spawn.ServiceInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes over the types that a host registers, and those that it had registered before the proxy
 * started. Thread safe.
 */
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private final ActorRegistry registry;
  private final SpawnedInstances instances;
  private final EntitySupervisor supervisor;
  private final RememberedRegistrations remembered;
  private final Executor background;
  private final RegistrationLog log;
  private final TimeSource time;
  private final Runnable onHost;

  /** Types that can be called already, but do nothing by themselves before the host is there. */
  private final Queue<RegisteredType> asleep = new ConcurrentLinkedQueue<>();

  /** What is to be done with the recorded instances of types once the store can be read. */
  private final Queue<Beginning> unread = new ConcurrentLinkedQueue<>();

  /**
   * What begins for all recorded instances of a type.
   *
   * @param those of which instances
   * @param failed whether that was tried already
   */
  private record Beginning(
      RegisteredType place, What what, Predicate<ActorId> those, boolean failed) {
    enum What {
      SUBSCRIPTIONS("subscriptions"),
      TIMERS("timers"),
      GAINED("timers");

      private final String text;

      What(String text) {
        this.text = text;
      }
    }

    static Beginning of(RegisteredType place, What what) {
      return new Beginning(place, what, _ -> true, false);
    }

    Beginning again() {
      return new Beginning(place, what, those, true);
    }
  }

  /**
   * How many times longer the pause is than the reading of instances that others may have spawned.
   */
  private static final int PAUSE_FACTOR = 20;

  /** When they are read next; used by one thread. */
  private long nextReadNanos;

  /** No actors. */
  private static final Predicate<ActorId> NONE = _ -> false;

  /** The actors that this process runs from now on, for which nothing has begun yet. */
  private final AtomicReference<Predicate<ActorId>> gained = new AtomicReference<>(NONE);

  /** Those among them whose types wait for the host. */
  private final AtomicReference<Predicate<ActorId>> gainedAsleep = new AtomicReference<>(NONE);

  /**
   * One that runs what takes longer, and may block, in the {@code background}; {@code onHost} runs
   * whenever a host has registered.
   */
  public Registrar(
      ActorRegistry registry,
      SpawnedInstances instances,
      EntitySupervisor supervisor,
      RememberedRegistrations remembered,
      Executor background,
      TimeSource time,
      Runnable onHost) {
    this.registry = registry;
    this.instances = instances;
    this.supervisor = supervisor;
    this.remembered = remembered;
    this.background = background;
    this.log = new RegistrationLog(time);
    this.time = time;
    this.nextReadNanos = time.nanoTime();
    this.onHost = onHost;
  }

  /**
   * Takes over all types or none, and remembers them.
   *
   * @return completes when the recorded instances listen to what their types subscribe to, or the
   *     store could not be read; with the types that were left out, because their kind is not
   *     served
   * @throws FailureException with what is wrong
   */
  CompletionStage<List<NotServed>> register(RegistrationRequest request) {
    List<ActorType> types = typesOf(request);
    remembered.remember(request);
    Set<ActorType> news = new HashSet<>();
    CompletionStage<Void> listening = CompletableFuture.completedFuture(null);
    for (ActorType type : types) {
      RegisteredType known = registry.type(type.system(), type.name());
      boolean listened = known != null && !known.type().subscriptions().isEmpty();
      RegisteredType changed = registry.register(type);
      if (changed != null) {
        news.add(type);
        supervisor.registered(changed);
        if (known == null) {
          startTimersOfInstances(changed);
        }
        if (!listened && hasInstances(type) && !type.subscriptions().isEmpty()) {
          Beginning subscriptions = Beginning.of(changed, Beginning.What.SUBSCRIPTIONS);
          listening = listening.thenCombine(inBackground(subscriptions), (none, _) -> none);
        }
      }
    }
    if (!news.isEmpty()) {
      registry.typesChanged();
      instances.lookUpNamed();
    }
    List<NotServed> leftOut = leaveOut(request);
    log.accepted(hostOf(request), types, news);
    log.notServed(leftOut);
    onHost.run();
    wakeUp();
    return listening.thenApply(_ -> leftOut);
  }

  /** Notes that a registration was refused. */
  void refused(Failure failure) {
    log.refused(failure);
  }

  private List<NotServed> leaveOut(RegistrationRequest request) {
    List<NotServed> leftOut = Registration.notServed(request);
    for (NotServed type : leftOut) {
      if (registry.type(type.system(), type.name()) == null) {
        registry.notServed(type);
      }
    }
    return leftOut;
  }

  private static String hostOf(RegistrationRequest request) {
    ServiceInfo info = request.getServiceInfo();
    return "%s %s".formatted(info.getServiceName(), info.getServiceVersion()).strip();
  }

  /**
   * Takes over what is remembered from before the start: its actors can be called and listen, and
   * the rest begins with {@link #wakeUp}. What cannot be taken over is logged and left out. Blocks.
   *
   * @throws StoreException if the instances that listen cannot be read
   */
  public void revive(List<RegistrationRequest> requests) throws StoreException {
    for (RegistrationRequest request : requests) {
      try {
        for (ActorType type : typesOf(request)) {
          RegisteredType revived = registry.register(type);
          if (revived != null) {
            asleep.add(revived);
          }
        }
        leaveOut(request);
      } catch (FailureException e) {
        LOG.error(
            "Expected to take over what is remembered of {}, but {}; its host has to register"
                + " again",
            request.getActorSystem().getName(),
            e.getMessage());
      }
    }
    if (!asleep.isEmpty()) {
      LOG.info("Types known from earlier registrations: {}", asleep.size());
    }
    registry.typesChanged();
    for (RegisteredType revived : asleep) {
      if (hasInstances(revived.type()) && !revived.type().subscriptions().isEmpty()) {
        begin(Beginning.of(revived, Beginning.What.SUBSCRIPTIONS));
      }
    }
    instances.lookUpNamed();
  }

  /**
   * Starts warm-up and timers of the types that were loaded at start, because the host is
   * reachable. Idempotent.
   */
  public void wakeUp() {
    for (RegisteredType next = asleep.poll(); next != null; next = asleep.poll()) {
      supervisor.registered(next);
      startTimersOfInstances(next);
    }
    onGained(gainedAsleep.getAndSet(NONE));
  }

  /** Whether something waits for {@link #wakeUp}. */
  public boolean isAsleep() {
    return !asleep.isEmpty();
  }

  // --- actors that other members ran until now

  /**
   * Other members do not run some actors any more, and this process does. Those begin that do
   * something by themselves: NAMED actors are activated, and timers continue. Does not wait.
   */
  public void onGained(Predicate<ActorId> actors) {
    if (actors != NONE && gained.getAndUpdate(before -> either(before, actors)) == NONE) {
      background.execute(this::beginGained);
    }
  }

  private static Predicate<ActorId> either(Predicate<ActorId> some, Predicate<ActorId> others) {
    return some == NONE ? others : some.or(others);
  }

  /** What is gained meanwhile comes after it, all at once: to read all instances takes long. */
  private void beginGained() {
    synchronized (gained) {
      beginGained(gained.getAndSet(NONE));
    }
  }

  private void beginGained(Predicate<ActorId> those) {
    for (ActorType type : registry.types()) {
      RegisteredType place = registry.type(type.system(), type.name());
      if (place != null && !asleep.contains(place)) {
        beginGained(place, those);
      }
    }
    if (isAsleep()) {
      gainedAsleep.updateAndGet(before -> either(before, those));
    }
  }

  private void beginGained(RegisteredType place, Predicate<ActorId> those) {
    ActorId own = place.type().ownActor();
    if (own != null && those.test(own)) {
      supervisor.registered(place);
      supervisor.gained(List.of(own), place);
    } else if (hasInstances(place.type()) && !place.type().timers().isEmpty()) {
      tryTo(new Beginning(place, Beginning.What.GAINED, those, false));
    }
  }

  // --- what the recorded instances of a type begin with

  private static boolean hasInstances(ActorType type) {
    return type.kind().isSpawnable();
  }

  /** The instances of a type that was not known before are those that the store has. */
  private void startTimersOfInstances(RegisteredType place) {
    if (hasInstances(place.type()) && !place.type().timers().isEmpty()) {
      inBackground(Beginning.of(place, Beginning.What.TIMERS));
    }
  }

  private CompletableFuture<Void> inBackground(Beginning beginning) {
    return CompletableFuture.runAsync(() -> tryTo(beginning), background);
  }

  /**
   * Tries again what could not begin because the store could not be read, and lets instances listen
   * that other members have spawned. Blocks; to be called each second.
   */
  public void catchUp() {
    catchUpWithOthers();
    for (int left = unread.size(); left > 0; left--) {
      Beginning next = unread.poll();
      if (next != null) {
        tryTo(next);
      }
    }
  }

  /** Reading takes a small part of the time, however many instances there are. */
  private void catchUpWithOthers() {
    long began = time.nanoTime();
    if (!supervisor.isAmongOthers() || began - nextReadNanos < 0) {
      return;
    }
    for (ActorType type : registry.types()) {
      RegisteredType place = registry.type(type.system(), type.name());
      if (place != null && hasInstances(type) && !type.subscriptions().isEmpty()) {
        try {
          begin(Beginning.of(place, Beginning.What.SUBSCRIPTIONS).again());
        } catch (StoreException e) {
          LOG.debug("The instances of {} that others have spawned cannot be read", type.name(), e);
        }
      }
    }
    long now = time.nanoTime();
    nextReadNanos = now + PAUSE_FACTOR * (now - began);
  }

  private void tryTo(Beginning beginning) {
    try {
      begin(beginning);
    } catch (StoreException e) {
      if (!beginning.failed()) {
        LOG.error(
            "Expected to read the instances of {}, whose {} begin now, but {}; that is tried again"
                + " until the store can be read",
            beginning.place().type().name(),
            beginning.what().text,
            e.getMessage());
      }
      unread.add(beginning.again());
    }
  }

  private void begin(Beginning beginning) throws StoreException {
    RegisteredType place = beginning.place();
    switch (beginning.what()) {
      case TIMERS ->
          instances.forEachPage(place.type(), page -> supervisor.startTimers(page, place));
      case GAINED ->
          instances.forEachPage(
              place.type(),
              page -> supervisor.gained(page.stream().filter(beginning.those()).toList(), place));
      case SUBSCRIPTIONS -> {
        try {
          instances.forEachPage(place.type(), page -> instances.subscribe(place.type(), page));
        } catch (FailureException e) {
          LOG.atLevel(beginning.failed() ? Level.DEBUG : Level.WARN)
              .log(
                  "Expected all instances of {} to listen to their channels, but {}; the rest of"
                      + " them do not",
                  place.type().name(),
                  e.getMessage());
        }
      }
    }
  }

  private List<ActorType> typesOf(RegistrationRequest request) {
    List<ActorType> types = Registration.typesOf(request);
    types.forEach(this::requireSameKind);
    return types;
  }

  /** Actors of the old kind may live; they would become unreachable. */
  private void requireSameKind(ActorType type) {
    RegisteredType known = registry.type(type.system(), type.name());
    if (known != null && known.type().kind() != type.kind()) {
      throw new FailureException(
          ErrorCode.INVALID_REGISTRATION,
          "actor '%s': settings.kind is %s, but it is registered as %s; give it another name"
              .formatted(type.name(), type.kind(), known.type().kind()));
    }
  }
}
