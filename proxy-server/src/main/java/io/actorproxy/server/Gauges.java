package io.actorproxy.server;

import io.actorproxy.entity.InFlight;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.supervision.EntitySupervisor;

/** What there is at the moment, for the metrics. */
final class Gauges {
  private Gauges() {}

  static void register(
      ProxyMetrics metrics,
      ActorRegistry registry,
      EntitySupervisor supervisor,
      InFlight inFlight) {
    metrics.gauge("actorproxy.activations", "Actors in memory", supervisor::activations);
    metrics.gauge("actorproxy.inflight", "Invocations taken and not finished", inFlight::count);
    metrics.gauge("actorproxy.types", "Registered actor types", registry::typeCount);
    metrics.gauge("actorproxy.instances", "Known spawned instances", registry::instanceCount);
  }
}
