package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.FakeLookupStore;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.registry.SteppedLookups;
import java.util.List;

/** A router in front of actors that are turned by hand. */
public final class RoutingHarness {
  private final ActorHarness actors;
  private final ActorRegistry registry = new ActorRegistry(new Pubsub(), 1_000, Long.MAX_VALUE);
  private final SteppedLookups lookups;
  private final SpawnedInstances instances;
  private final FakeAuthorizer authorizer = new FakeAuthorizer();
  private final RequestAdmission admission = new RequestAdmission(authorizer);
  private final Router router;
  private boolean recordingsHeld;

  public RoutingHarness(int scheduleCapacity) {
    this(scheduleCapacity, new FakeLookupStore());
  }

  /** A proxy that starts on what is stored already, and has not read it yet. */
  public RoutingHarness(int scheduleCapacity, FakeLookupStore store) {
    this.actors =
        new ActorHarness(
            type("unused").build(),
            ActorHarness.config(Durability.ACKNOWLEDGED),
            1000,
            1000,
            scheduleCapacity);
    this.lookups = new SteppedLookups(store, actors.loop());
    this.instances = new SpawnedInstances(registry, lookups.writer(), 3);
    this.router =
        new Router(
            new RoutingConfig(60_000, 1_000),
            actors.loop().time(),
            admission,
            new ActorLocator(registry, instances),
            actors.supervisor(),
            actors.outbox().outbox(),
            new StartupGrace(1_000, actors.loop().time(), actors.loop(), actors.loop().wheel()),
            new RecordingGate(actors.loop().time(), actors.loop(), actors.loop().wheel()));
    actors.outbox().deliverTo(router::invoke);
  }

  public Router router() {
    return router;
  }

  /** Permits everything until the test refuses something. */
  public FakeAuthorizer authorizer() {
    return authorizer;
  }

  public RequestAdmission admission() {
    return admission;
  }

  public ActorHarness actors() {
    return actors;
  }

  public ActorRegistry registry() {
    return registry;
  }

  public SpawnedInstances instances() {
    return instances;
  }

  public SteppedLookups lookups() {
    return lookups;
  }

  /** From now on instances are recorded by {@link #record}; until then by themselves. */
  public void holdRecordings() {
    recordingsHeld = true;
  }

  /** Runs one transaction of recordings, and the tasks that follow. */
  public void record() {
    lookups.write();
    actors.drain();
  }

  /** Runs everything that waits. */
  public void drain() {
    actors.drain();
    while (!recordingsHeld && lookups.hasWork()) {
      record();
    }
  }

  public RoutingHarness register(ActorType... types) {
    List.of(types).forEach(registry::register);
    return this;
  }

  /** The time in which registrations are expected is over. */
  public RoutingHarness settled() {
    actors.advance(6_000);
    return this;
  }

  /** Calls from outside and runs the tasks that follow at once. */
  public RecordedReply call(Call call) {
    RecordedReply reply = new RecordedReply();
    router.invokeFromOutside(call, reply);
    drain();
    return reply;
  }
}
