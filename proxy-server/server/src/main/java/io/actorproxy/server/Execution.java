package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.entity.CallCycles;
import io.actorproxy.entity.EntityServices;
import io.actorproxy.entity.TurnObserver;
import io.actorproxy.loops.Partition;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.routing.ActorLocator;
import io.actorproxy.routing.Authorizer;
import io.actorproxy.routing.RequestAdmission;
import io.actorproxy.routing.Router;
import io.actorproxy.routing.StartupGrace;
import io.actorproxy.routing.StoreGate;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The partitions with their actors, the router that leads to them, and what it lets in. */
record Execution(EntitySupervisor supervisor, RequestAdmission admission, Router router) {

  static Execution of(
      ProxyConfig config,
      Budgets budgets,
      Storage storage,
      Loops loops,
      Catalog catalog,
      Messaging messaging,
      TurnObserver observer,
      Ownership ownership,
      TimeSource time,
      RandomGenerator random) {
    CallCycles cycles = new CallCycles();
    List<EntityServices> services = new ArrayList<>();
    for (HostClients host : loops.hosts()) {
      services.add(
          new EntityServices(
              config.entity(),
              host.partition(),
              host.partition().wheel(),
              time,
              // Generators are not thread safe, and tokens of writers come from them.
              new SplittableRandom(random.nextLong()),
              host.http(),
              host.json(),
              storage.state(),
              storage.health(),
              messaging.effects(),
              messaging.outbox(),
              budgets.inFlight(),
              cycles,
              observer));
    }
    EntitySupervisor supervisor =
        new EntitySupervisor(services, config.supervision(), budgets.activations(), ownership);
    RequestAdmission admission = new RequestAdmission(Authorizer.ALLOW_ALL);
    Partition first = loops.first();
    Router router =
        new Router(
            config.routing(),
            time,
            admission,
            new ActorLocator(catalog.registry(), catalog.instances(), ownership),
            supervisor,
            messaging.outbox(),
            new StartupGrace(config.routing().lookupGraceMillis(), time, first, first.wheel()),
            new StoreGate(time, first, first.wheel()));
    messaging.bind(router);
    return new Execution(supervisor, admission, router);
  }
}
