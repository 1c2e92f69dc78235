package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.FakeLookupStore;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.registry.SteppedInstances;
import io.actorproxy.registry.SteppedLookups;
import java.util.List;

/** A router in front of actors that are turned by hand. */
public final class RoutingHarness {
  private final ActorHarness actors;
  private final SteppedLookups lookups;
  private final SteppedInstances instances;
  private final FakeAuthorizer authorizer = new FakeAuthorizer();
  private final RequestAdmission admission = new RequestAdmission(authorizer);
  private final Router router;
  private boolean recordingsHeld;
  private boolean lookUpsHeld;

  public RoutingHarness(int scheduleCapacity) {
    this(scheduleCapacity, new FakeLookupStore());
  }

  /** A proxy that starts on what is stored already, and has not read it yet. */
  public RoutingHarness(int scheduleCapacity, FakeLookupStore store) {
    this(
        new ActorHarness(
            type("unused").build(),
            ActorHarness.config(Durability.ACKNOWLEDGED),
            1000,
            1000,
            scheduleCapacity),
        store,
        ForeignTypes.NONE);
  }

  /** A member of a cluster. */
  public RoutingHarness(Ownership ownership) {
    this(ActorHarness.ownedBy(ownership, type("unused").build()), new FakeLookupStore(), ownership);
  }

  private RoutingHarness(ActorHarness actors, FakeLookupStore store, ForeignTypes foreign) {
    this.actors = actors;
    this.lookups = new SteppedLookups(store, actors.loop());
    this.instances = new SteppedInstances(lookups, actors.loop().time());
    this.router =
        new Router(
            new RoutingConfig(60_000, 1_000),
            actors.loop().time(),
            admission,
            new ActorLocator(instances.registry(), instances.instances(), foreign),
            actors.supervisor(),
            actors.outbox().outbox(),
            new StartupGrace(1_000, actors.loop().time(), actors.loop(), actors.loop().wheel()),
            new StoreGate(actors.loop().time(), actors.loop(), actors.loop().wheel()));
    actors.outbox().deliverTo(router);
    actors.sendEffectsTo(router);
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
    return instances.registry();
  }

  public SpawnedInstances instances() {
    return instances.instances();
  }

  public Pubsub pubsub() {
    return instances.pubsub();
  }

  public SteppedLookups lookups() {
    return lookups;
  }

  /** From now on instances are recorded by {@link #record}; until then by themselves. */
  public void holdRecordings() {
    recordingsHeld = true;
  }

  /** From now on instances are looked up by {@link #lookUp}; until then by themselves. */
  public void holdLookUps() {
    lookUpsHeld = true;
  }

  /** Runs one query for instances, and the tasks that follow. */
  public void lookUp() {
    lookups.read();
    actors.drain();
  }

  /** Runs one transaction of recordings, and the tasks that follow. */
  public void record() {
    lookups.write();
    actors.drain();
  }

  /** Runs everything that waits. */
  public void drain() {
    actors.drain();
    while (hasWork()) {
      if (!lookUpsHeld && lookups.hasLookUps()) {
        lookUp();
      } else {
        record();
      }
    }
  }

  private boolean hasWork() {
    return (!lookUpsHeld && lookups.hasLookUps()) || (!recordingsHeld && lookups.hasWork());
  }

  public RoutingHarness register(ActorType... types) {
    List.of(types).forEach(instances.registry()::register);
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
