package io.actorproxy.system;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.NotServed;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Registration;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import io.spawn.RegistrationRequest;
import io.spawn.ServiceInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the types that a host registers, and those that it had registered before the proxy
 * started. Thread safe.
 */
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private final ActorRegistry registry;
  private final EntitySupervisor supervisor;
  private final RememberedRegistrations remembered;
  private final Executor background;
  private final RegistrationLog log;
  private final Runnable onHost;

  /** Types that can be called already, but do nothing by themselves before the host is there. */
  private final Queue<RegisteredType> asleep = new ConcurrentLinkedQueue<>();

  /**
   * One that runs what takes longer, and never blocks, in the {@code background}; {@code onHost}
   * runs whenever a host has registered.
   */
  public Registrar(
      ActorRegistry registry,
      EntitySupervisor supervisor,
      RememberedRegistrations remembered,
      Executor background,
      TimeSource time,
      Runnable onHost) {
    this.registry = registry;
    this.supervisor = supervisor;
    this.remembered = remembered;
    this.background = background;
    this.log = new RegistrationLog(time);
    this.onHost = onHost;
  }

  /**
   * Takes over all types or none, and remembers them.
   *
   * @return the types that were left out, because their kind is not served
   * @throws FailureException with what is wrong
   */
  List<NotServed> register(RegistrationRequest request) {
    List<ActorType> types = typesOf(request);
    remembered.remember(request);
    Set<ActorType> news = new HashSet<>();
    for (ActorType type : types) {
      boolean first = registry.type(type.system(), type.name()) == null;
      RegisteredType changed = registry.register(type);
      if (changed != null) {
        news.add(type);
        supervisor.registered(changed);
      }
      if (changed != null && first) {
        startTimersOfInstances(changed);
      }
    }
    List<NotServed> leftOut = leaveOut(request);
    log.accepted(hostOf(request), types, news);
    log.notServed(leftOut);
    onHost.run();
    wakeUp();
    return leftOut;
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
   * Takes over what is remembered from before the start: its actors can be called, and the rest
   * begins with {@link #wakeUp}. What cannot be taken over is logged and left out.
   */
  public void revive(List<RegistrationRequest> requests) {
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
  }

  /** Whether something waits for {@link #wakeUp}. */
  public boolean isAsleep() {
    return !asleep.isEmpty();
  }

  /** The instances of a type that was not known before are those that the store has. */
  private void startTimersOfInstances(RegisteredType registeredType) {
    ActorType type = registeredType.type();
    if (type.kind().isSpawnable() && !type.timers().isEmpty()) {
      background.execute(() -> supervisor.startTimers(registry.instancesOf(type), registeredType));
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
