package io.actorproxy.server;

import io.actorproxy.delivery.Figures;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.entity.InFlight;
import io.actorproxy.host.HostHealth;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.supervision.EntitySupervisor;
import java.util.List;

/** What there is at the moment, for the metrics. */
final class Gauges {
  private Gauges() {}

  static void register(
      ProxyMetrics metrics,
      ActorRegistry registry,
      EntitySupervisor supervisor,
      InFlight inFlight,
      Outbox outbox,
      List<Partition> partitions) {
    metrics.gauge("actorproxy.activations", "Actors in memory", supervisor::activations);
    metrics.gauge("actorproxy.inflight", "Invocations taken and not finished", inFlight::count);
    metrics.gauge("actorproxy.types", "Registered actor types", registry::typeCount);
    metrics.gauge("actorproxy.instances", "Known spawned instances", registry::instanceCount);
    metrics.gauge(
        "actorproxy.host.unreachable",
        "Partitions whose latest attempt to connect to the host failed",
        () -> partitions.stream().filter(Gauges::isCutOff).count());
    registerMessages(metrics, outbox);
  }

  private static void registerMessages(ProxyMetrics metrics, Outbox outbox) {
    Figures figures = outbox.figures();
    metrics.gauge("actorproxy.messages.inflight", "Messages being delivered", outbox::inFlight);
    metrics.gauge(
        "actorproxy.messages.scheduled", "Invocations that wait for their time", outbox::scheduled);
    metrics.gauge(
        "actorproxy.messages.waiting",
        "Messages in the store, scheduled ones too",
        outbox::waiting);
    metrics.gauge("actorproxy.messages.waiting.bytes", "Bytes of them", outbox::waitingBytes);
    metrics.gauge("actorproxy.deadletters", "Dead letters in the store", outbox::deadLetters);
    metrics.gauge("actorproxy.deadletters.bytes", "Bytes of them", outbox::deadLetterBytes);
    metrics.counter(
        "actorproxy.deadletters.expired", "Dead letters removed by age", figures::expired);
    metrics.counter("actorproxy.messages.delivered", "Messages delivered", figures::delivered);
    metrics.counter(
        "actorproxy.messages.failed", "Tries to deliver a message that failed", figures::failed);
    metrics.counter("actorproxy.messages.dead", "Messages that became dead letters", figures::dead);
  }

  private static boolean isCutOff(Partition partition) {
    return partition.host().health().state() == HostHealth.State.UNREACHABLE;
  }
}
