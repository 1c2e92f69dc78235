package io.actorproxy.server;

import io.actorproxy.delivery.DeliveryCounters;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.entity.InFlight;
import io.actorproxy.host.HostHealth;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.supervision.EntitySupervisor;
import java.util.List;

/** Registers the current figures of all parts with the metrics. */
final class Gauges {
  private Gauges() {}

  static void register(
      ProxyMetrics metrics,
      ActorRegistry registry,
      EntitySupervisor supervisor,
      InFlight inFlight,
      Outbox outbox,
      List<HostClients> hosts) {
    metrics.gauge("actorproxy.activations", "Actors in memory", supervisor::activations);
    metrics.gauge("actorproxy.inflight", "Invocations taken and not finished", inFlight::count);
    metrics.gauge("actorproxy.types", "Registered actor types", registry::typeCount);
    metrics.gauge(
        "actorproxy.host.unreachable",
        "Partitions whose latest attempt to connect to the host failed",
        () -> hosts.stream().filter(Gauges::isCutOff).count());
    registerMessages(metrics, outbox);
  }

  static void registerInstances(ProxyMetrics metrics, SpawnedInstances instances, Pubsub pubsub) {
    metrics.gauge("actorproxy.instances", "Spawned instances", instances::count);
    metrics.gauge(
        "actorproxy.memory.instances", "Bytes of what is known of instances", instances::bytes);
    metrics.gauge("actorproxy.memory.subscriptions", "Bytes of subscriptions", pubsub::bytes);
    metrics.counter(
        "actorproxy.lookups", "Names that were looked up in the store", instances::lookUps);
  }

  static void registerMemory(
      ProxyMetrics metrics, MemoryBudget memory, ActivationMemory activations) {
    metrics.gauge("actorproxy.memory.calls", "Bytes that calls hold", memory::used);
    metrics.gauge("actorproxy.memory.calls.limit", "Bytes that calls may hold", memory::limit);
    metrics.gauge(
        "actorproxy.memory.waiting", "Replies of the host that wait for memory", memory::waiting);
    metrics.counter(
        "actorproxy.memory.refused", "Refusals because calls held too much", memory::refused);
    metrics.gauge("actorproxy.memory.actors", "Bytes of the actors in memory", activations::bytes);
    metrics.gauge("actorproxy.memory.actors.limit", "Bytes they may take", activations::limit);
  }

  private static void registerMessages(ProxyMetrics metrics, Outbox outbox) {
    DeliveryCounters counters = outbox.counters();
    metrics.gauge("actorproxy.messages.inflight", "Messages being delivered", outbox::inFlight);
    metrics.gauge(
        "actorproxy.messages.parked", "Messages whose receivers have their share", outbox::parked);
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
        "actorproxy.deadletters.expired", "Dead letters removed by age", counters::expired);
    metrics.counter("actorproxy.messages.delivered", "Messages delivered", counters::delivered);
    metrics.counter(
        "actorproxy.messages.failed", "Tries to deliver a message that failed", counters::failed);
    metrics.counter(
        "actorproxy.messages.unreadable",
        "Messages that became dead letters because they could not be read",
        counters::unreadable);
    metrics.counter(
        "actorproxy.messages.claims.lost",
        "Messages that another process took while they were delivered",
        counters::claimsLost);
    metrics.counter(
        "actorproxy.messages.dead", "Messages that became dead letters", counters::dead);
  }

  private static boolean isCutOff(HostClients host) {
    return host.http().health().state() == HostHealth.State.UNREACHABLE;
  }
}
