package io.actorproxy.routing;

import static io.actorproxy.definition.TypeBuilder.type;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.Durability;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import java.util.List;

/** A router in front of actors that are turned by hand. */
public final class RoutingHarness {
  private final ActorHarness actors;
  private final ActorRegistry registry = new ActorRegistry(new Pubsub(), 1_000);
  private final Router router;

  public RoutingHarness(int scheduleCapacity) {
    this.actors =
        new ActorHarness(
            type("unused").build(),
            ActorHarness.config(Durability.ACKNOWLEDGED),
            1000,
            1000,
            scheduleCapacity);
    this.router =
        new Router(
            new RoutingConfig(60_000, 1_000),
            actors.loop().time(),
            new ActorLocator(registry),
            actors.supervisor(),
            actors.outbox().outbox(),
            new LookupGrace(1_000, actors.loop().time(), actors.loop(), actors.loop().wheel()));
    actors.outbox().deliverTo(router::invoke);
  }

  public Router router() {
    return router;
  }

  public ActorHarness actors() {
    return actors;
  }

  public ActorRegistry registry() {
    return registry;
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

  /** Calls from outside and runs what comes of it at once. */
  public RecordedReply call(Call call) {
    RecordedReply reply = new RecordedReply();
    router.invokeFromOutside(call, reply);
    actors.drain();
    return reply;
  }
}
