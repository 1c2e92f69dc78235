package io.actorproxy.server;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.metrics.ProxyMetrics;
import io.actorproxy.part.Lifecycle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings parts, and the front door, into the life of the proxy. Used by the thread that starts the
 * proxy, then by the one that stops it.
 */
final class PartLifecycle implements Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PartLifecycle.class);

  private final Closers closers;
  private final Ops ops;
  private final @Nullable ProxyMetrics metrics;
  private final Map<String, Supplier<? extends CompletionStage<?>>> drains = new LinkedHashMap<>();

  PartLifecycle(Closers closers, Ops ops, @Nullable ProxyMetrics metrics) {
    this.closers = closers;
    this.ops = ops;
    this.metrics = metrics;
  }

  @Override
  public <T extends AutoCloseable> T closes(String name, T opened) {
    return closers.add(name, opened);
  }

  @Override
  public void readyUnless(String name, Supplier<@Nullable String> problem) {
    ops.add(new NamedCheck(name, problem));
  }

  @Override
  public void gauge(String name, String description, Supplier<Number> value) {
    if (metrics != null) {
      metrics.gauge(name, description, value);
    }
  }

  @Override
  public void counter(String name, String description, LongSupplier value) {
    if (metrics != null) {
      metrics.counter(name, description, value);
    }
  }

  @Override
  public void drains(String waiting, Supplier<? extends CompletionStage<?>> drain) {
    if (drains.putIfAbsent(waiting, drain) != null) {
      throw new IllegalStateException("two parts drain " + waiting);
    }
  }

  /**
   * Begins to drain everything.
   *
   * @return by who waits: completes, and never with a failure, when none of them waits any more
   */
  Map<String, CompletionStage<?>> drain() {
    Map<String, CompletionStage<?>> draining = new LinkedHashMap<>();
    drains.forEach((waiting, drain) -> draining.put(waiting, begin(waiting, drain)));
    return draining;
  }

  /** One that fails must not keep the others from an end without losses. */
  private static CompletionStage<?> begin(
      String waiting, Supplier<? extends CompletionStage<?>> drain) {
    CompletionStage<?> drained;
    try {
      drained = drain.get();
    } catch (RuntimeException e) {
      drained = CompletableFuture.failedStage(e);
    }
    return drained.handle(
        (_, failure) -> {
          if (failure != null) {
            LOG.error("BUG: {} cannot be drained; those that wait get no answer", waiting, failure);
          }
          return "done";
        });
  }
}
