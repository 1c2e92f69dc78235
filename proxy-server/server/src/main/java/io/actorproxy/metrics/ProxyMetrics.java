package io.actorproxy.metrics;

import io.actorproxy.definition.ActorType;
import io.actorproxy.entity.TurnObserver;
import io.actorproxy.invocation.Failure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times turns by system, actor type, action and outcome; never by actor, of which there
 * may be millions. Thread safe.
 */
public final class ProxyMetrics implements TurnObserver, AutoCloseable {
  private static final String OTHER = "other";

  private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<Series, Timers> timers = new ConcurrentHashMap<>();
  private final Set<Subject> subjects = ConcurrentHashMap.newKeySet();
  private final int subjectsMax;

  /** The labels of an action. Hosts choose them, so their number is limited. */
  private record Subject(String system, String type, String action) {
    private static final Subject REST = new Subject(OTHER, OTHER, OTHER);
  }

  /** Is made for each turn, so it is one object. */
  private record Series(String system, String type, String action, String outcome) {
    private static Series of(Subject subject, String outcome) {
      return new Series(subject.system(), subject.type(), subject.action(), outcome);
    }

    private Subject subject() {
      return new Subject(system, type, action);
    }
  }

  private record Timers(Timer queue, Timer host, Timer commit) {}

  /**
   * @param subjectsMax how many actions, of all types together, have series of their own; what
   *     comes later is counted as {@code other}
   */
  public ProxyMetrics(int subjectsMax) {
    this.subjectsMax = subjectsMax;
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

  /** Adds a figure that is read for each scrape; {@code value} must not block. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Adds a figure that only grows, asked for as that of {@link #gauge}. */
  public void counter(String name, String description, LongSupplier value) {
    // The registry itself would let it be collected, and the figure would stand still.
    counted.add(value);
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
  }

  @Override
  public void onTurn(
      ActorType type,
      String action,
      @Nullable Failure failure,
      long queuedNanos,
      long hostNanos,
      long commitNanos) {
    Timers meters = timersOf(new Series(type.system(), type.name(), action, outcomeOf(failure)));
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
    return timers.computeIfAbsent(
        Series.of(counted(series.subject()), series.outcome()),
        s -> new Timers(timer(s, "queue"), timer(s, "host"), timer(s, "commit")));
  }

  private Subject counted(Subject subject) {
    // Loops that come at the same time may each add one.
    if (subjects.size() < subjectsMax) {
      subjects.add(subject);
    }
    return subjects.contains(subject) ? subject : Subject.REST;
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

  /** Drops the series of types that are not known any more. */
  public void retain(BiPredicate<String, String> isKnown) {
    subjects.removeIf(subject -> !isKnown.test(subject.system(), subject.type()));
    timers
        .entrySet()
        .removeIf(
            entry -> {
              Subject subject = entry.getKey().subject();
              boolean isGone = !subject.equals(Subject.REST) && !subjects.contains(subject);
              if (isGone) {
                registry.remove(entry.getValue().queue());
                registry.remove(entry.getValue().host());
                registry.remove(entry.getValue().commit());
              }
              return isGone;
            });
  }

  private static String outcomeOf(@Nullable Failure failure) {
    return failure == null ? "ok" : failure.code().name();
  }
}
