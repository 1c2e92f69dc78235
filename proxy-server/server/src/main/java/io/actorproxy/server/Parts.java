package io.actorproxy.server;

import io.actorproxy.config.IdentityConfig;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.host.HostProbe;
import io.actorproxy.ingress.http.HttpFrontDoor;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.part.ClusterMembership;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.Core;
import io.actorproxy.part.Identity;
import io.actorproxy.part.Reports;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.util.Optional;

/** The parts of the distribution, and the front door. */
final class Parts {
  private Parts() {}

  /** What parts may use of the proxy. */
  static Core core(
      ProxyConfig config,
      Budgets budgets,
      Storage storage,
      Loops loops,
      Catalog catalog,
      Messaging messaging,
      Execution execution,
      Ops ops,
      TimeSource time) {
    return new Core(
        identity(config.identity()),
        storage.store(),
        catalog.registry(),
        catalog.instances(),
        execution.router(),
        execution.supervisor(),
        messaging.outbox(),
        budgets.inFlight(),
        loops.transport(),
        loops.partitions(),
        loops.offload(),
        budgets.calls(),
        time,
        () -> ops.readiness().problems(),
        loops::hostHealth,
        () -> HostProbe.accepts(config.host()),
        new Reports());
  }

  /** What makes this process a member of a cluster, if it is one. */
  static Optional<ClusterMembership> membership(ProxyConfig config) {
    return config.parts().stream().flatMap(part -> part.membership().stream()).findFirst();
  }

  private static Identity identity(IdentityConfig config) {
    return new Identity(
        ProxyVersion.VERSION,
        config.appName(),
        new LookupStore.Registrant(config.registeredApp(), config.member(), 0));
  }

  /**
   * Opens all of them; the front door last.
   *
   * @throws IOException if one cannot be opened, as when an address cannot be listened on
   */
  static HttpFrontDoor open(
      ProxyConfig config, Core core, ActorSystem system, Ops ops, PartLifecycle lifecycle)
      throws IOException {
    for (ConfiguredPart part : config.parts()) {
      part.open(core, lifecycle);
    }
    HttpFrontDoor frontDoor =
        lifecycle.closes("the front door", frontDoor(config, core, system, ops));
    lifecycle.drains("clients", frontDoor::drain);
    return frontDoor;
  }

  private static HttpFrontDoor frontDoor(ProxyConfig config, Core core, ActorSystem system, Ops ops)
      throws IOException {
    try {
      return HttpFrontDoor.start(
          config.http(),
          core.transport(),
          system,
          ops,
          ProxyVersion.VERSION,
          core.time(),
          core.memory(),
          core.offload());
    } catch (IOException e) {
      throw new IOException(
          e.getMessage()
              + "; PROXY_HTTP_PORT and PROXY_HOST_INTERFACE say where to listen, PROXY_UDS_ADDRESS"
              + " on which socket",
          e);
    }
  }
}
