package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Runs seeds and counts what they show. By hand: {@code ClusterSimulation FIRST COUNT}; with one
 * seed it prints what happens.
 */
final class ClusterSimulation {
  final Map<Promise, TreeMap<Long, String>> violations = new EnumMap<>(Promise.class);
  final Map<Fault, AtomicInteger> seedsOfFault = new EnumMap<>(Fault.class);
  final AtomicLong turns = new AtomicLong();
  final AtomicLong moves = new AtomicLong();
  final AtomicLong answered = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong loads = new AtomicLong();
  final AtomicLong statesHandedOver = new AtomicLong();
  final List<Long> waits = new ArrayList<>();
  final List<Long> takeovers = new ArrayList<>();

  private ClusterSimulation() {
    for (Fault fault : Fault.values()) {
      seedsOfFault.put(fault, new AtomicInteger());
    }
  }

  static ClusterSimulation run(long first, long count) {
    var simulation = new ClusterSimulation();
    LongStream.range(first, first + count).parallel().forEach(simulation::runSeed);
    return simulation;
  }

  private void runSeed(long seed) {
    Set<Fault> faults = ClusterScenario.faultsOf(seed);
    LocalCluster.Outcome outcome;
    try {
      outcome = ClusterScenario.run(seed, faults, Mutation.NONE);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " with " + faults, e);
    }
    faults.forEach(fault -> requireNonNull(seedsOfFault.get(fault)).incrementAndGet());
    turns.addAndGet(outcome.turns());
    moves.addAndGet(outcome.moves());
    answered.addAndGet(outcome.answered());
    failed.addAndGet(outcome.failed());
    loads.addAndGet(outcome.loads());
    statesHandedOver.addAndGet(outcome.statesHandedOver());
    synchronized (violations) {
      waits.addAll(outcome.waits());
      if (faults.equals(Set.of(Fault.KILL))) {
        takeovers.addAll(outcome.takeoverMillis());
      }
      outcome
          .violations()
          .forEach(
              (promise, texts) ->
                  violations
                      .computeIfAbsent(promise, _ -> new TreeMap<>())
                      .put(
                          seed,
                          "%s %s %s"
                              .formatted(
                                  SimulatedPlacement.ofSeed(seed).name(),
                                  faults,
                                  texts.getFirst())));
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append("%s turns, %s moves of slots, ".formatted(turns, moves));
    text.append("%s calls answered, %s failed, ".formatted(answered, failed));
    text.append("%s states loaded, %s handed over%n".formatted(loads, statesHandedOver));
    text.append("seeds of each fault: %s%n".formatted(seedsOfFault));
    text.append("waits without faults: " + percentiles(waits) + "%n".formatted());
    text.append("kill to first turn elsewhere: " + percentiles(takeovers) + "%n".formatted());
    violations.forEach(
        (promise, seeds) -> {
          text.append("BROKEN in %d seeds: %s%n".formatted(seeds.size(), promise.sentence()));
          seeds.entrySet().stream()
              .limit(5)
              .forEach(
                  seed -> text.append("    seed " + seed.getKey() + " " + seed.getValue() + "\n"));
        });
    return text.toString();
  }

  private static String percentiles(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return "none";
    }
    return "%d, p50 %d ms, p99 %d ms, p99.9 %d ms, max %d ms"
        .formatted(
            sorted.size(),
            sorted.get(sorted.size() / 2),
            sorted.get((int) (sorted.size() * 0.99)),
            sorted.get((int) (sorted.size() * 0.999)),
            sorted.getLast());
  }

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    long start = System.nanoTime();
    if (count == 1) {
      Set<Fault> faults = ClusterScenario.faultsOf(first);
      System.out.println(
          "seed %d with %s, %s".formatted(first, SimulatedPlacement.ofSeed(first).name(), faults));
      ClusterScenario.trace(first, faults, Mutation.NONE);
    } else {
      System.out.print(run(first, count));
    }
    System.out.printf("%d ms%n", (System.nanoTime() - start) / 1_000_000);
  }
}
