package io.actorproxy.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times, in milliseconds. Thread safe. */
public final class Quantiles {
  private final List<Double> millis = new ArrayList<>();

  public synchronized void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  public synchronized double of(double share) {
    if (millis.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
  }

  public synchronized int count() {
    return millis.size();
  }

  @Override
  public String toString() {
    return "p50 %.1f, p99 %.1f, max %.1f ms of %d".formatted(of(0.5), of(0.99), of(1), count());
  }
}
