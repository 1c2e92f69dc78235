package io.actorproxy.ingress.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the health and metrics routes answer from. Thread safe. */
public final class Ops {
  private final List<ReadinessCheck> readinessChecks;
  private final @Nullable Supplier<String> metrics;

  /**
   * @param readinessChecks those of the beginning; all of them have to agree before the proxy is
   *     ready
   * @param metrics renders the metrics in the Prometheus text format, called on a thread that may
   *     take its time; null when metrics are switched off
   */
  public Ops(List<ReadinessCheck> readinessChecks, @Nullable Supplier<String> metrics) {
    this.readinessChecks = new CopyOnWriteArrayList<>(readinessChecks);
    this.metrics = metrics;
  }

  /** Adds a condition. */
  public void add(ReadinessCheck check) {
    readinessChecks.add(check);
  }

  /** Renders the metrics; null when they are switched off. */
  public @Nullable Supplier<String> metrics() {
    return metrics;
  }

  /** Whether the process is to be kept: it answers, so it is. */
  public Health liveness() {
    return Health.UP;
  }

  /** Whether the proxy is to be sent traffic now, and if not, every reason why not. */
  public Health readiness() {
    return Health.of(readinessChecks);
  }
}
