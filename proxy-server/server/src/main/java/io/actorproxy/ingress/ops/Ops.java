package io.actorproxy.ingress.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the health and metrics routes answer from.
 *
 * @param readinessChecks all of them have to agree before the proxy is ready
 * @param metrics renders the metrics in the Prometheus text format, called on a thread that may
 *     take its time; null when metrics are switched off
 */
public record Ops(List<ReadinessCheck> readinessChecks, @Nullable Supplier<String> metrics) {
  public Ops {
    readinessChecks = new CopyOnWriteArrayList<>(readinessChecks);
  }

  /** Adds a condition; thread safe. */
  public void add(ReadinessCheck check) {
    readinessChecks.add(check);
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
