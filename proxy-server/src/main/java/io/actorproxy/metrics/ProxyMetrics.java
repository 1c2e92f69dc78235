package io.actorproxy.metrics;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.TurnObserver;
import io.actorproxy.invocation.Reply;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts and times turns by system, actor type, action and outcome; never by actor, of which there
 * may be millions. Thread safe.
 */
public final class ProxyMetrics implements TurnObserver, AutoCloseable {
  /** Types and actions are named by hosts, so their number must have an end. */
  private static final int SERIES_MAX = 5_000;

  private static final Series OTHER = new Series("other", "other", "other", "other");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<Series, Timers> timers = new ConcurrentHashMap<>();

  private record Series(String system, String type, String action, String outcome) {}

  private record Timers(Timer queue, Timer host, Timer commit) {}

  public ProxyMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(collector -> isPause(collector.getName()))
        .forEach(this::observe);
  }

  /** ZGC and Shenandoah count what they do while the program runs as well, in cycles. */
  static boolean isPause(String collector) {
    return !collector.endsWith(" Cycles");
  }

  /**
   * Micrometer's own JvmGcMetrics has itself told of each collection, for which the JVM puts
   * objects together for longer than the collection takes. These are counted by the JVM anyway.
   */
  private void observe(GarbageCollectorMXBean collector) {
    FunctionTimer.builder(
            "jvm.gc.pause",
            collector,
            GarbageCollectorMXBean::getCollectionCount,
            GarbageCollectorMXBean::getCollectionTime,
            TimeUnit.MILLISECONDS)
        .description("Collections of the heap, during which nothing else runs")
        .tag("gc", collector.getName())
        .register(registry);
  }

  /** Adds a figure that is asked for when somebody looks; {@code value} must not block. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Adds a figure that only grows, asked for as that of {@link #gauge}. */
  public void counter(String name, String description, LongSupplier value) {
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
  }

  @Override
  public void onTurn(
      ActorType type,
      String action,
      Reply reply,
      long queuedNanos,
      long hostNanos,
      long commitNanos) {
    Timers meters = timersOf(new Series(type.system(), type.name(), action, outcomeOf(reply)));
    meters.queue().record(queuedNanos, TimeUnit.NANOSECONDS);
    meters.host().record(hostNanos, TimeUnit.NANOSECONDS);
    meters.commit().record(commitNanos, TimeUnit.NANOSECONDS);
  }

  /** Everything, in the Prometheus text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  private Timers timersOf(Series series) {
    Timers known = timers.get(series);
    if (known != null) {
      return known;
    }
    Series counted = timers.size() < SERIES_MAX ? series : OTHER;
    return timers.computeIfAbsent(
        counted, s -> new Timers(timer(s, "queue"), timer(s, "host"), timer(s, "commit")));
  }

  private Timer timer(Series series, String phase) {
    return Timer.builder("actorproxy.invocation")
        .description("Time an invocation spent in a phase of its turn")
        .tag("system", series.system())
        .tag("type", series.type())
        .tag("action", series.action())
        .tag("outcome", series.outcome())
        .tag("phase", phase)
        .register(registry);
  }

  private static String outcomeOf(Reply reply) {
    return reply instanceof Reply.Failed(var failure) ? failure.code().name() : "ok";
  }
}
