package io.actorproxy.ingress.admin;

import com.google.gson.JsonObject;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Principal;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.Core;
import io.actorproxy.part.Lifecycle;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.supervision.EntitySupervisor;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin API on a port, unless the configuration or another process has something against it.
 */
record AdminPort(AdminConfig config) implements ConfiguredPart {
  private static final Logger LOG = LoggerFactory.getLogger(AdminPort.class);

  /** How long an actor that is to be removed may continue to work. */
  private static final long PURGE_PATIENCE_MILLIS = 2_000;

  /**
   * @throws IOException if a port that was configured cannot be listened on; the default port may
   *     be another program's, which is no reason not to start
   */
  @Override
  public void open(Core core, Lifecycle lifecycle) throws IOException {
    if (!config.enabled()) {
      return;
    }
    try {
      AdminServer server =
          lifecycle.closes(
              "the admin API",
              new AdminServer(
                  config, core.transport(), api(core), core.time(), core.memory(), core.offload()));
      LOG.info("The admin API is listening on {} port {}", config.host(), server.port());
    } catch (IOException e) {
      if (config.portIsChosen()) {
        throw new IOException(
            e.getMessage() + "; PROXY_ADMIN_PORT and PROXY_ADMIN_INTERFACE say where to listen", e);
      }
      LOG.warn(
          "There is no admin API, and its commands do not work: {}. Set PROXY_ADMIN_PORT to another"
              + " port, 0 for any free one, or PROXY_ADMIN_ENABLED to false",
          e.getMessage());
    }
  }

  private static AdminApi api(Core core) {
    return new AdminApi(
        new StoredMessages(core.store().messages(), core.outbox()),
        actors(core),
        new StatusReport(core),
        () -> cluster(core));
  }

  private static JsonObject cluster(Core core) {
    JsonObject report = core.reports().of("cluster");
    if (report != null) {
      return report;
    }
    JsonObject none = new JsonObject();
    none.addProperty("isClustered", false);
    return none;
  }

  private static Actors actors(Core core) {
    StateStore store = core.store();
    EntitySupervisor supervisor = core.supervisor();
    return new Actors(
        core.registry(),
        core.instances(),
        store.lookups(),
        store.history(),
        core.router()::identity,
        supervisor::inMemory,
        supervisor::someInMemory,
        (id, revision) -> core.router().restore(Principal.OPERATOR, id, revision),
        store.snapshots(),
        ids -> supervisor.end(ids, Deadline.in(PURGE_PATIENCE_MILLIS, core.time())),
        supervisor::forgotten,
        core.identity().registrant());
  }
}
