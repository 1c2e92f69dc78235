package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.ingress.admin.Actors;
import io.actorproxy.ingress.admin.AdminApi;
import io.actorproxy.ingress.http.HttpFrontDoor;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Principal;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.time.TimeSource;
import java.io.IOException;

/** The ports that the proxy listens on. */
final class Doors {
  /** How long an actor that is to be removed may continue to work. */
  private static final long PURGE_PATIENCE_MILLIS = 2_000;

  private Doors() {}

  /** The admin API, without its port. */
  static AdminApi admin(
      ProxyConfig config,
      Budgets budgets,
      Storage storage,
      Loops loops,
      Catalog catalog,
      Messaging messaging,
      Execution execution,
      Ops ops,
      TimeSource time) {
    StateStore store = storage.store();
    return new AdminApi(
        new StoredMessages(store.messages(), messaging.outbox()),
        new Actors(
            catalog.registry(),
            catalog.instances(),
            catalog.store(),
            store.history(),
            execution.router()::identity,
            execution.supervisor()::inMemory,
            execution.supervisor()::someInMemory,
            (id, revision) -> execution.router().restore(Principal.OPERATOR, id, revision),
            store.snapshots(),
            ids -> execution.supervisor().end(ids, Deadline.in(PURGE_PATIENCE_MILLIS, time)),
            execution.supervisor()::forgotten,
            new LookupStore.Registrant(
                config.identity().registeredApp(), config.identity().member(), 0)),
        new StatusReport(
            config,
            store.name(),
            ops,
            catalog.registry(),
            catalog.instances(),
            execution.supervisor(),
            budgets.inFlight(),
            messaging.outbox(),
            loops.hosts()));
  }

  /**
   * Listens for operators and for clients.
   *
   * @throws IOException if an address cannot be listened on
   */
  static HttpFrontDoor open(
      ProxyConfig config,
      Budgets budgets,
      Loops loops,
      ActorSystem system,
      Ops ops,
      AdminApi admin,
      TimeSource time,
      Closers closers)
      throws IOException {
    AdminPort.open(
        config.admin(), loops.transport(), admin, time, budgets.calls(), loops.offload(), closers);
    return closers.add("the front door", frontDoor(config, budgets, loops, system, ops, time));
  }

  private static HttpFrontDoor frontDoor(
      ProxyConfig config,
      Budgets budgets,
      Loops loops,
      ActorSystem system,
      Ops ops,
      TimeSource time)
      throws IOException {
    try {
      return HttpFrontDoor.start(
          config.http(),
          loops.transport(),
          system,
          ops,
          ProxyVersion.VERSION,
          time,
          budgets.calls(),
          loops.offload());
    } catch (IOException e) {
      throw new IOException(
          e.getMessage()
              + "; PROXY_HTTP_PORT and PROXY_HOST_INTERFACE say where to listen, PROXY_UDS_ADDRESS"
              + " on which socket",
          e);
    }
  }
}
