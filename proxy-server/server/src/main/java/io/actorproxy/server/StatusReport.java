package io.actorproxy.server;

import com.google.gson.JsonObject;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.entity.InFlight;
import io.actorproxy.host.HostHealth;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.supervision.EntitySupervisor;
import java.util.List;
import java.util.function.Supplier;

/** The current status of the proxy, for operators. */
record StatusReport(
    ProxyConfig config,
    String store,
    Ops ops,
    ActorRegistry registry,
    SpawnedInstances instances,
    EntitySupervisor supervisor,
    InFlight inFlight,
    Outbox outbox,
    List<HostClients> hosts)
    implements Supplier<JsonObject> {

  @Override
  public JsonObject get() {
    JsonObject json = new JsonObject();
    json.addProperty("version", ProxyVersion.VERSION);
    json.addProperty("app", config.identity().appName());
    json.addProperty("member", config.identity().member());
    json.addProperty("ready", ready());
    json.addProperty("store", store);
    json.addProperty("host", host());
    json.addProperty("types", registry.typeCount());
    json.addProperty("instances", instances.count());
    json.addProperty("actorsInMemory", supervisor.activations());
    json.addProperty("invocationsInFlight", inFlight.count());
    json.addProperty("messagesInFlight", outbox.inFlight());
    json.addProperty("scheduledCalls", outbox.scheduled());
    return json;
  }

  private String ready() {
    var problems = ops.readiness().problems();
    return problems.isEmpty() ? "yes" : "no: " + String.join("; ", problems.values());
  }

  /** The most important state: a partition that cannot reach the host, else one that could. */
  private String host() {
    List<HostHealth> all = hosts.stream().map(h -> h.http().health()).toList();
    for (HostHealth.State state :
        List.of(HostHealth.State.UNREACHABLE, HostHealth.State.REACHABLE)) {
      for (HostHealth health : all) {
        if (health.state() == state) {
          return health.detail();
        }
      }
    }
    return "not tried yet";
  }
}
