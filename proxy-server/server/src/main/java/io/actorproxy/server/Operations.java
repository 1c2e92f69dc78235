package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.delivery.Upkeep;
import io.actorproxy.host.HostProbe;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.invocation.Failure;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.supervision.HeapGuard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What looks after the running proxy: checks, upkeep, metrics. */
final class Operations {
  private Operations() {}

  static Ops open(
      ProxyConfig config,
      Budgets budgets,
      Storage storage,
      Loops loops,
      Catalog catalog,
      Messaging messaging,
      Execution execution,
      @Nullable ProxyMetrics metrics,
      Closers closers) {
    // On a thread of its own: a store that hangs must not keep the heap from being looked at.
    StateStore store = storage.store();
    Housekeeping probing = closers.add("the store's probe", new Housekeeping("store-probe"));
    probing.everySecond(() -> storage.health().probe(store, storage.state()::unsaved));
    Housekeeping upkeep = closers.add("the upkeep of messages", new Housekeeping("messages"));
    upkeep.everySecond(
        new Upkeep(
            store.messages(),
            messaging.outbox(),
            config.outbox(),
            config.messages(),
            () -> HostProbe.accepts(config.host())));
    Housekeeping housekeeping = closers.add("housekeeping", new Housekeeping("housekeeping"));
    double watermark = config.limits().heapWatermarkPercent() / 100.0;
    housekeeping.everySecond(storage.health()::logStall);
    housekeeping.everySecond(new HeapGuard(watermark, execution.supervisor())::check);
    if (config.observation().consoleMetrics()) {
      housekeeping.everyMinute(
          new ConsoleFigures(
              catalog.registry(), catalog.instances(), execution.supervisor(), budgets.inFlight()));
    }
    if (metrics != null) {
      closers.add("metrics", metrics);
      housekeeping.everyMinute(
          () -> metrics.retain((actors, type) -> catalog.registry().type(actors, type) != null));
      Gauges.register(
          metrics,
          catalog.registry(),
          execution.supervisor(),
          budgets.inFlight(),
          messaging.outbox(),
          loops.hosts());
      Gauges.registerInstances(metrics, catalog.instances(), messaging.pubsub());
      Gauges.registerMemory(metrics, budgets.calls(), budgets.activations());
    }
    return new Ops(
        List.of(
            new NamedCheck(
                "drain", () -> execution.admission().isDraining() ? "the proxy stops" : null),
            new NamedCheck("store", () -> reason(storage.health().failure()))),
        metrics == null ? null : metrics::scrape);
  }

  private static @Nullable String reason(@Nullable Failure failure) {
    return failure == null ? null : failure.toString();
  }
}
