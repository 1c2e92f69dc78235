package io.actorproxy.endurance;

import io.actorproxy.process.Quantiles;
import java.util.Map;
import java.util.TreeMap;

/** How many answers there were of each code, and how long they took. Thread safe. */
final class Answers {
  private final Map<String, Quantiles> codes = new TreeMap<>();

  synchronized void add(String code, long nanos) {
    codes.computeIfAbsent(code, _ -> new Quantiles()).add(nanos);
  }

  synchronized int of(String code) {
    Quantiles times = codes.get(code);
    return times == null ? 0 : times.count();
  }

  @Override
  public synchronized String toString() {
    StringBuilder lines = new StringBuilder();
    codes.forEach((code, times) -> lines.append("  %s: %s%n".formatted(code, times)));
    return lines.toString();
  }
}
