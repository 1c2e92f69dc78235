package io.actorproxy.ingress.admin;

import com.google.gson.JsonObject;
import io.actorproxy.part.Core;
import java.util.Map;
import java.util.function.Supplier;

/** The current status of the proxy, for operators. */
record StatusReport(Core core) implements Supplier<JsonObject> {
  @Override
  public JsonObject get() {
    JsonObject json = new JsonObject();
    json.addProperty("version", core.identity().version());
    json.addProperty("app", core.identity().app());
    json.addProperty("member", core.identity().registrant().member());
    json.addProperty("ready", ready());
    json.addProperty("store", core.store().name());
    json.addProperty("host", core.host().get());
    json.addProperty("types", core.registry().typeCount());
    json.addProperty("instances", core.instances().count());
    json.addProperty("actorsInMemory", core.supervisor().activations());
    json.addProperty("invocationsInFlight", core.inFlight().count());
    json.addProperty("messagesInFlight", core.outbox().inFlight());
    json.addProperty("scheduledCalls", core.outbox().scheduled());
    return json;
  }

  private String ready() {
    Map<String, String> problems = core.problems().get();
    return problems.isEmpty() ? "yes" : "no: " + String.join("; ", problems.values());
  }
}
