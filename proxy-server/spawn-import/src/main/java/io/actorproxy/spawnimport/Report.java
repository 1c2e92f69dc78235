package io.actorproxy.spawnimport;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts, and tells at once what goes wrong. */
public final class Report {
  private final Consumer<String> out;
  private final Map<String, Map<ImportCounter, Long>> systems = new TreeMap<>();

  Report(Consumer<String> out) {
    this.out = out;
  }

  void count(String system, ImportCounter what, long more) {
    systems
        .computeIfAbsent(system, _ -> new EnumMap<>(ImportCounter.class))
        .merge(what, more, Long::sum);
  }

  void problem(String system, ImportCounter what, String line) {
    count(system, what, 1);
    out.accept("! " + line);
  }

  /** How many of all systems. */
  public long of(ImportCounter what) {
    return systems.values().stream().mapToLong(counts -> counts.getOrDefault(what, 0L)).sum();
  }

  /** Whether everything was taken over that should have been. */
  public boolean isClean() {
    return systems.values().stream()
        .flatMap(counts -> counts.entrySet().stream())
        .noneMatch(count -> count.getKey().isProblem() && count.getValue() > 0);
  }

  /** One line for each system and what there is of it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    systems.forEach(
        (system, counts) -> {
          lines.add("system %s:".formatted(system.isEmpty() ? "(none)" : system));
          counts.forEach(
              (what, count) -> {
                if (count > 0) {
                  lines.add("  %10d %s".formatted(count, what.text()));
                }
              });
        });
    return lines;
  }
}
